import { serveThread } from '../../async/serve-thread.ts';
import { writeCase } from '../../case-file/write-case.ts';
import { decodeText } from '../../model/payload/lazy/json-bytes.ts';
import { withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import { recordPaths, renderCopyWork } from '../../model/report/copy-work.ts';
import { reportPage } from '../../model/report/page/report-page.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import type { Run } from '../../model/run.ts';
import type { CopyRequest, RenderedBytes, SentPart, SentRecords } from './copy-requests.ts';

type Received = {
  readonly pieces: Map<number, Uint8Array[]>;
  /** The records of each list of each source, by the path of the list. */
  readonly records: Map<string, { readonly path: readonly string[]; readonly items: unknown[] }>;
};

serveThread<CopyRequest>(
  () => {
    const received: Received = { pieces: new Map(), records: new Map() };
    return request => {
      switch (request.type) {
        case 'piece':
          return keepPiece(received, request.part, request.bytes);
        case 'records':
          return keepRecords(received, request);
        case 'render':
          return render(request, received);
        case 'case':
          return writeCaseFile(request, received);
        case 'report':
          return writeReport(request, received);
      }
    };
  },
  error => error,
);

function keepPiece({ pieces }: Received, part: number, bytes: Uint8Array): void {
  const known = pieces.get(part) ?? [];
  known.push(bytes);
  pieces.set(part, known);
}

function keepRecords({ records }: Received, { source, list, items }: SentRecords): void {
  const path = [`${source}`, ...recordPaths[list]];
  const key = path.join('.');
  const known = records.get(key) ?? { path, items: [] };
  for (const item of items) known.items.push(item);
  records.set(key, known);
}

function render(
  { work, parts }: Extract<CopyRequest, { type: 'render' }>,
  received: Received,
): RenderedBytes {
  const { text, hidden } = renderCopyWork({ ...work, sources: wholeSources(work.sources, parts, received) });
  return { bytes: new TextEncoder().encode(text), hidden };
}

function writeCaseFile(
  { sources, origin, parts }: Extract<CopyRequest, { type: 'case' }>,
  received: Received,
): RenderedBytes {
  const runs = wholeRuns(sources, parts, received);
  const { text, masked } = writeCase(runs, origin);
  return { bytes: new TextEncoder().encode(text), hidden: masked.total };
}

function writeReport(
  { sources, facts, parts }: Extract<CopyRequest, { type: 'report' }>,
  received: Received,
): RenderedBytes {
  const [run] = wholeRuns(sources, parts, received);
  if (!run) throw new Error('a page needs a run');
  const { text, hidden } = reportPage({ ...facts, explained: { ...facts.explained, run } });
  return { bytes: new TextEncoder().encode(text), hidden };
}

function wholeRuns(...sent: Parameters<typeof wholeSources>): readonly Run[] {
  return wholeSources(...sent).flatMap(({ run }) => ('usage' in run ? [run] : []));
}

/** The sources with the parts that were sent before. */
function wholeSources(
  bare: readonly CopySource[],
  parts: readonly SentPart[],
  { pieces, records }: Received,
): readonly CopySource[] {
  let sources: unknown = bare;
  for (const { path, items } of records.values()) sources = withValueAt(sources, path, items);
  for (const [at, part] of parts.entries()) {
    sources = withValueAt(sources, part.path, partValue(part, pieces.get(at) ?? []));
    pieces.delete(at);
  }
  return sources as readonly CopySource[];
}

function partValue({ type, bytes }: SentPart, pieces: readonly Uint8Array[]): unknown {
  const whole = Buffer.concat(pieces, bytes);
  const text = decodeText(whole, 0, bytes, type === 'escaped');
  return type === 'json' ? JSON.parse(text) : text;
}
