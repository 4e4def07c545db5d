import contextlib
import io
import json
import math
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import dure  # noqa: E402


def printed(**values):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        dure.report(**values)
    return out.getvalue()


class ReportTest(unittest.TestCase):
    def test_one_line_holds_the_step_and_the_numbers(self):
        line = printed(step=3, loss=0.41, accuracy=1)
        self.assertTrue(line.startswith("dure: {") and line.endswith("}\n"))
        self.assertEqual(json.loads(line[len("dure: "):]), {"step": 3, "loss": 0.41, "accuracy": 1.0})

    def test_the_step_may_be_left_out(self):
        self.assertEqual(printed(loss=2), 'dure: {"loss": 2.0}\n')

    def test_what_json_cannot_hold_is_left_out_with_a_warning(self):
        with self.assertWarns(UserWarning):
            line = printed(step=1, loss=math.nan, accuracy=0.5)
        self.assertEqual(json.loads(line[len("dure: "):]), {"step": 1, "accuracy": 0.5})

    def test_text_is_refused_by_name(self):
        with self.assertRaisesRegex(TypeError, "loss is a number"):
            printed(step=1, loss="0.4")

    def test_half_a_step_is_refused(self):
        with self.assertRaisesRegex(TypeError, "whole number"):
            printed(step=1.5, loss=1)


class FoldersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        variables = {
            "DURE_DATA": str(self.root / "data"),
            "DURE_OUTPUT": str(self.root / "output"),
            "DURE_CHECKPOINT": str(self.root / "checkpoint"),
        }
        patch = mock.patch.dict(os.environ, variables)
        patch.start()
        self.addCleanup(patch.stop)

    def test_what_is_saved_replaces_the_file_as_a_whole_and_follows_the_request(self):
        self.assertIsNone(dure.restored("state.txt"))
        self.assertFalse(dure.save_requested())
        (dure.checkpoint() / ".save").touch()
        self.assertTrue(dure.save_requested())
        with dure.saving("state.txt") as path:
            path.write_text("1")
        self.assertFalse(dure.save_requested())
        self.assertEqual(dure.restored("state.txt").read_text(), "1")
        self.assertEqual({each.name for each in dure.checkpoint().iterdir()}, {"state.txt", ".ready"})

    def test_a_save_that_fails_leaves_what_was_there_and_is_not_announced(self):
        with dure.saving("state.txt") as path:
            path.write_text("1")
        (dure.checkpoint() / ".ready").unlink()
        with self.assertRaises(OSError):
            with dure.saving("state.txt") as path:
                path.write_text("half")
                raise OSError("the disk is full")
        self.assertEqual(dure.restored("state.txt").read_text(), "1")
        self.assertEqual({each.name for each in dure.checkpoint().iterdir()}, {"state.txt"})

    def test_mounted_data_are_found_and_absent_ones_named(self):
        (self.root / "data" / "digits").mkdir(parents=True)
        self.assertEqual(dure.data("digits"), self.root / "data" / "digits")
        with self.assertRaisesRegex(FileNotFoundError, "no data 'letters'.*digits"):
            dure.data("letters")

    def test_the_sign_that_a_checkpoint_is_whole_is_renewed(self):
        dure.checkpoint_ready()
        ready = self.root / "checkpoint" / ".ready"
        os.utime(ready, (1, 1))
        dure.checkpoint_ready()
        self.assertGreater(ready.stat().st_mtime, 1)

    def test_a_model_package_is_written_as_the_contract_says(self):
        folder = dure.save_model(
            b"onnx", labels=range(2), input=(1, 8, 4), training_data=[[0.0, 1.0], [0.5, 0.5]]
        )
        self.assertEqual(folder, self.root / "output" / "model")
        self.assertEqual((folder / "model.onnx").read_bytes(), b"onnx")
        self.assertEqual(sorted(os.listdir(folder)), ["model.onnx", "signature.json"])
        signature = json.loads((folder / "signature.json").read_text("utf-8"))
        self.assertEqual(signature["format"], "dure-signature/1")
        self.assertEqual(signature["inputs"], [{"name": "image", "datatype": "FP32", "shape": [-1, 1, 8, 4]}])
        self.assertEqual(signature["outputs"], [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 2]}])
        self.assertEqual(signature["labels"], ["0", "1"])
        self.assertEqual(signature["image"]["height"], 8)
        self.assertEqual(signature["image"]["width"], 4)
        ranges = signature["training_ranges"]["image"]
        self.assertEqual((ranges["min"], ranges["max"], ranges["mean"]), (0.0, 1.0, 0.5))
        self.assertAlmostEqual(ranges["standard_deviation"], math.sqrt(0.125))

    def test_a_flat_model_says_what_its_pictures_look_like(self):
        source = self.root / "any.onnx"
        source.write_bytes(b"onnx")
        folder = dure.save_model(source, labels=["고양이", "개"], input=(64,), image=(1, 8, 8), folder=self.root / "m")
        signature = json.loads((folder / "signature.json").read_text("utf-8"))
        self.assertEqual(signature["inputs"][0]["shape"], [-1, 64])
        self.assertEqual(signature["labels"], ["고양이", "개"])

    def test_what_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValueError, "does not fill"):
            dure.save_model(b"onnx", labels=["a", "b"], input=(63,), image=(1, 8, 8))
        with self.assertRaisesRegex(ValueError, "labels"):
            dure.save_model(b"onnx", labels=["a", "a"], input=(1, 8, 8))
        with self.assertRaisesRegex(ValueError, "channels, height, width"):
            dure.save_model(b"onnx", labels=["a", "b"], input=(64,))
        with self.assertRaisesRegex(ValueError, "empty"):
            dure.save_model(b"", labels=["a", "b"], input=(1, 8, 8))


if __name__ == "__main__":
    unittest.main()
