"""Metrics, as lines on standard output that the platform draws curves from."""

import json
import math
import sys
import warnings


def report(step=None, **values):
    """Prints one line such as ``dure: {"step": 3, "loss": 0.41}``.

    ``step`` is a whole number (left out, the platform takes 0). The values are numbers, also those of NumPy or of one-element
    tensors. JSON knows neither infinity nor "not a number": such a value is left out with a warning, so that a training that
    runs away is seen but not ended by its own report.

    Raises TypeError for a value that is no number, ValueError where there is none at all.
    """
    if not values:
        raise ValueError("report at least one value, such as loss=0.41")
    line = {} if step is None else {"step": _whole(step)}
    for name, value in values.items():
        number = _number(name, value)
        if math.isfinite(number):
            line[name] = number
        else:
            warnings.warn(f"dure.report leaves out {name}, which is {number}", stacklevel=2)
    # One write, so that lines of several threads or processes do not mix.
    sys.stdout.write("dure: " + json.dumps(line) + "\n")
    sys.stdout.flush()


def _whole(step):
    if isinstance(step, bool) or int(step) != step:
        raise TypeError(f"step is a whole number, not {step!r}")
    return int(step)


def _number(name, value):
    if isinstance(value, (str, bytes)):
        raise TypeError(f"{name} is a number, not {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} is a number, not {value!r}") from error
