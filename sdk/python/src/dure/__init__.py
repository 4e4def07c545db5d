"""A thin helper for programs that train on Dure."""

from dure.metrics import report
from dure.model import save_model
from dure.session import checkpoint, checkpoint_ready, data, output

__all__ = ["checkpoint", "checkpoint_ready", "data", "output", "report", "save_model"]
