"""``python bot.py --demo``: sets the stage, says where it is and what to type, and clears it away on Ctrl-C."""

import asyncio
import signal
import tempfile
from pathlib import Path

import logs
from demo.stage import Stage, staged

_WELCOME = """\
Easel's demo is ready: a simulated Discord with the real bot in it. Nothing leaves this machine, nothing is paid.

  {url}

Open that address. In the message box at the bottom of the page
  1. type /imagine and press Enter,
  2. write what you want to see and press Enter again, or the arrow.
The "more" beside the prompt has every option and every model. The pictures are drawn by a stand-in for Flux.

To change a picture, press Edit under it, or reply to it with @Easel and what to change. /edit changes your last
one, or one of your own: choose input_image under "more" to attach it.

Other members are busy in the server's other channels. Each is a page of its own:
{others}
You may manage channels there: try /channel show, /theme add or /contest show.

A word in the prompt makes the stand-in misbehave:
  nsfw   its safety filter holds the picture back
  fail   the service breaks off
  lost   the picture is made but cannot be fetched
  slow   it takes 20 seconds, time enough to press Cancel

Press Ctrl-C to stop.
"""


def main() -> int:
    """Run the demo until it is stopped; return the exit code."""
    logs.set_up("ERROR", "text")
    with tempfile.TemporaryDirectory(prefix="easel-demo-") as folder:
        asyncio.run(_perform(Path(folder)))
    return 0


async def _perform(folder: Path) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    async with staged(folder) as stage:
        print(_WELCOME.format(url=stage.preview.url, others=_others(stage)), flush=True)
        closed = asyncio.create_task(stage.pages.wait_closed(), name="page-closed")
        stopping = asyncio.create_task(stopped.wait(), name="signals")
        await asyncio.wait({closed, stopping, stage.live}, return_when=asyncio.FIRST_COMPLETED)
        closed.cancel()
        stopping.cancel()
        if stage.live.done():
            stage.live.result()
    print("\nThe demo has ended.", flush=True)


def _others(stage: Stage) -> str:
    pages = {name: page for name, page in stage.pages.by_name.items() if page is not stage.preview}
    width = max(map(len, pages))
    return "\n".join(f"  #{name:<{width}}  {page.url}" for name, page in pages.items())
