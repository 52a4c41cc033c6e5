import { measureInTurn } from '../measure.ts';
import { compareRow } from '../row.ts';
import { newestNames } from '../stores/open-for-bench.ts';
import { inspector, isWholeTable, lastHint, plainCommand, positionOf } from '../terminal/inspector-screen.ts';
import type { Screen } from '../terminal/replay.ts';
import { timeToEnd } from '../terminal/time-to-end.ts';
import { timeToFirstFrame } from '../terminal/time-to-frame.ts';
import { type Command, rows, startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const idleNode: Command = { file: process.execPath, args: ['-e', '0'] };

export const startTopic: Topic = {
  name: 'start',
  async measure({ options, store }) {
    const path = await store();
    const names = await newestNames(path, rows);
    const table = { lastText: lastHint, isWhole: (screen: Screen) => isWholeTable(screen, names) };
    const secondRow = { lastText: lastHint, isWhole: (screen: Screen) => positionOf(screen) === 1 };
    const { idle, first, answered } = await measureInTurn(options.starts, {
      idle: timeToEndInTerminal,
      first: () => timeToFirstFrame(inspector(path), table),
      answered: () => timeToFirstFrame(inspector(path), secondRow, 'j'),
    });
    const list = plainCommand('workflows', 'runs', 'list', '--target', path);
    const { idlePiped, listed } = await measureInTurn(options.starts, {
      idlePiped: () => timeToEnd(idleNode, () => true),
      listed: () => timeToEnd(list, isPage),
    });
    const floor = { name: '`node -e 0`', values: idle };
    return [
      compareRow({ what: 'start to first full frame', values: first, floor, times: 1.8 }),
      compareRow({ what: 'start to the first key answered', values: answered, floor, times: 7 }),
      compareRow({
        what: '`workflows runs list` to exit',
        values: listed,
        floor: { name: '`node -e 0`', values: idlePiped },
        times: 1.8,
      }),
    ];
  },
};

async function timeToEndInTerminal(): Promise<number> {
  const program = startTimed(idleNode);
  return (await program.exited) - program.startedAt;
}

function isPage(output: string): boolean {
  const page: unknown = JSON.parse(output);
  return typeof page === 'object' && page !== null && 'data' in page && Array.isArray(page.data);
}
