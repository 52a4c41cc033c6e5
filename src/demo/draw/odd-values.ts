import type { RunCreated } from '../../contract/event-batch.ts';
import { createRandom } from '../data/random.ts';
import { drawGoods, drawHex, drawText } from './draw-text.ts';

const escapes =
  '\u001B[31m\u001B[1mrestore failed\u001B[0m: \u001B]0;not your title\u0007exit code 2\u001B[2J\u001B[999;1H\r\n\u009B7m';
const bidi = 'rechnung_\u202Efdp.exe\u202C \u2066(3)\u2069 مرحبا שלום';
const wide = '山田 太郎 👩‍🚀👨‍👩‍👧‍👦 한국어 ｆｕｌｌ 🇵🇹';
const marks =
  'Z\u0351\u036B\u0343a\u0312\u0301l\u0300\u0334g\u0321\u0330o\u0335\u0300 e\u0301\u200B\u200D\uFEFF\u00AD';

/** Unusual values by rank. Texts that are hard to display come after the first screens. */
const changes: Readonly<Record<number, (run: RunCreated) => Partial<RunCreated>>> = {
  95: () => ({ actor: marks, project: 'تجربة' }),
  96: () => ({
    actor: '花子',
    input: JSON.stringify({ from: wide, subject: `${wide}\t${marks}`, body: bidi, [wide]: 1 }),
  }),
  97: ({ trigger }) => ({
    trigger: { ...trigger, label: 'Webhook ·\tsign\nup', raw: `${escapes} ${bidi}` },
  }),
  98: () => ({ input: JSON.stringify({ file: bidi, owner: wide, note: escapes }) }),
  100: ({ error }) => ({
    error: error && { ...error, message: escapes, value: JSON.stringify({ message: escapes }) },
  }),
  21: ({ output }) => ({ input: '{}', output: output && '[]' }),
  22: ({ output }) => ({ input: 'null', output: output && 'null' }),
  23: () => ({ input: undefined, output: undefined }),
  24: ({ output }) => ({ input: '""', output: output && '0' }),
  30: () => ({ output: bigOutput() }),
  36: () => ({ input: JSON.stringify({ body: longLine() }) }),
  77: () => ({ status: 'paused_by_operator' }),
};

export function withOddValues(run: RunCreated, rank: number): RunCreated {
  return { ...run, ...changes[rank]?.(run) };
}

/** About 2 MB. */
function bigOutput(): string {
  const random = createRandom(2);
  const rows = Array.from({ length: 14_600 }, (_, page) => ({
    page,
    id: drawHex(random, 2),
    kind: drawGoods(random),
    text: drawText(random, 1),
    at: { x: random.int(600), y: random.int(800) },
  }));
  return JSON.stringify({ rows });
}

/** One line of 1 MB. */
function longLine(): string {
  return drawText(createRandom(3), 20_000).slice(0, 1_000_000);
}
