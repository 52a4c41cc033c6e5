import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { measureInTurn } from '../measure.ts';
import { compareRow } from '../row.ts';
import { newestNames } from '../stores/open-for-bench.ts';
import { inspector, isWholeTable, lastHint } from '../terminal/inspector-screen.ts';
import type { Screen } from '../terminal/replay.ts';
import { timeToFirstFrame } from '../terminal/time-to-frame.ts';
import { rows } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

/** The program without Node, as `npm run release` made it for this machine. */
export const oneFileTopic: Topic = {
  name: 'one-file',
  async measure({ options, store, say }) {
    const file = globSync(`release/runlens-*-${process.platform}-${process.arch}`).map(path =>
      resolve(path),
    )[0];
    if (file === undefined) {
      say('one-file: not measured, since there is no release: npm run release makes one');
      return [];
    }
    const path = await store();
    const names = await newestNames(path, rows);
    const table = { lastText: lastHint, isWhole: (screen: Screen) => isWholeTable(screen, names) };
    const { built, released } = await measureInTurn(options.starts, {
      built: () => timeToFirstFrame(inspector(path), table),
      released: () => timeToFirstFrame({ file, args: [path] }, table),
    });
    const floor = { name: 'the package, run by Node', values: built };
    return [compareRow({ what: 'one file: start to first full frame', values: released, floor, times: 1.3 })];
  },
};
