"""Writes event files below the folder named first, with the writers that programs use."""
import sys

from tensorboard.summary import Writer
from tensorboardX import SummaryWriter

folder = sys.argv[1]
with SummaryWriter(folder + '/x/logs/train') as writer:
    for step in range(1000):
        writer.add_scalar('loss', 1 / (step + 1), step, walltime=1_700_000_000 + step)
    writer.add_scalar('broken', float('nan'), 1)
    writer.add_text('note', 'words', 1)
    writer.add_histogram('weights', [1.0, 2.0, 3.0], 1)
    writer.add_hparams({'lr': 0.1}, {'score': 0.5})
writer = Writer(folder + '/tensorboard/logs/validation')
for step in range(100):
    writer.add_scalar('loss', step / 4, step, wall_time=1_700_000_000 + step)
writer.flush()
writer.close()
