import { formatCount } from '../../model/text/formats.ts';
import type { Context } from '../context/context.ts';

type Progress = { readonly show: (done: number, total: number) => void; readonly end: () => void };

type Streams = Pick<Context, 'stderr' | 'now' | 'isLinear'>;

const quietMs = 1000;
const barColumns = 24;

/** Shows nothing in the first second, nor where stderr is no terminal; in linear mode, one line. */
export function createProgress(what: string, { stderr, now, isLinear }: Streams): Progress {
  if (!stderr.isTTY) return { show: () => {}, end: () => {} };
  const startedAt = now();
  let shown = '';
  const draw = (line: string) => {
    if (line === shown) return;
    stderr.write(isLinear ? `${line}\n` : `\r\u001B[K${line}`);
    shown = line;
  };
  return {
    show: (done, total) => {
      if (now() - startedAt < quietMs) return;
      draw(isLinear ? `${what}...` : formatBar(what, done, total, stderr.columns ?? 80));
    },
    end: () => {
      if (!isLinear) draw('');
    },
  };
}

export async function withProgress<Result>(
  what: string,
  context: Streams,
  work: (show: Progress['show']) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(what, context);
  try {
    return await work(progress.show);
  } finally {
    progress.end();
  }
}

function formatBar(what: string, done: number, total: number, columns: number): string {
  const part = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(part * barColumns);
  const bar = '#'.repeat(filled) + '-'.repeat(barColumns - filled);
  return `${what} [${bar}] ${formatCount(done)} of ${formatCount(total)}`.slice(0, columns - 1);
}
