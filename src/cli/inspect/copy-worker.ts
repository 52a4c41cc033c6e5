import { serveThread } from '../../async/serve-thread.ts';
import type { CaseOrigin } from '../../case-file/case-format.ts';
import { writeCase } from '../../case-file/write-case.ts';
import { decodeText } from '../../model/payload/lazy/json-bytes.ts';
import { withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import {
  type CopyWork,
  type RecordListName,
  recordPaths,
  renderCopyWork,
} from '../../model/report/copy-work.ts';
import type { ReportFacts } from '../../model/report/page/report-facts.ts';
import { reportPage } from '../../model/report/page/report-page.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import type { Run } from '../../model/run.ts';

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

/** A lazy value, which the thread gets in pieces. */
export type SentPart = {
  readonly path: readonly string[];
  readonly type: 'json' | 'text' | 'escaped';
  readonly bytes: number;
};

/** The next items of a list of one of the sources. */
export type SentRecords = {
  readonly source: number;
  readonly list: RecordListName;
  readonly items: readonly unknown[];
};

export type CopyRequest =
  | { readonly type: 'piece'; readonly part: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | ({ readonly type: 'records' } & SentRecords)
  | { readonly type: 'render'; readonly work: CopyWork; readonly parts: readonly SentPart[] }
  | {
      readonly type: 'case';
      readonly sources: readonly CopySource[];
      readonly origin: CaseOrigin;
      readonly parts: readonly SentPart[];
    }
  | {
      readonly type: 'report';
      /** The run of the page, which `facts` lack. */
      readonly sources: readonly CopySource[];
      readonly facts: SentFacts;
      readonly parts: readonly SentPart[];
    };

export type SentFacts = Omit<ReportFacts, 'explained'> & {
  readonly explained: Omit<ReportFacts['explained'], 'run'>;
};

/** A text in UTF-8, and the number of secrets that are masked in it. */
export type RenderedBytes = { readonly bytes: Uint8Array; readonly hidden: number };

export type CopyAnswers = {
  readonly piece: undefined;
  readonly records: undefined;
  readonly render: RenderedBytes;
  readonly case: RenderedBytes;
  readonly report: RenderedBytes;
};
