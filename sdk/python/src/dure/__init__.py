"""A thin helper for programs that train on Dure, and for those who submit them."""

from dure.metrics import report
from dure.model import save_model
from dure.platform import DureError
from dure.session import (
    checkpoint,
    checkpoint_ready,
    data,
    output,
    restored,
    save_requested,
    saving,
    want_signal,
)
from dure.submit import Session, submit
from dure.sweep import Sweep, params

__all__ = [
    "DureError",
    "Session",
    "Sweep",
    "checkpoint",
    "checkpoint_ready",
    "data",
    "output",
    "params",
    "report",
    "restored",
    "save_model",
    "save_requested",
    "saving",
    "submit",
    "want_signal",
]
