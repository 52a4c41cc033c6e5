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
import type { CopySource, Rendered } from '../../model/report/render-copy.ts';

export type SentPart = {
  readonly path: readonly string[];
  readonly type: 'json' | 'text' | 'escaped';
  readonly bytes: Uint8Array<ArrayBuffer>;
};

type SentRecords = {
  readonly source: number;
  readonly list: RecordListName;
  readonly items: readonly unknown[];
};

/** A text to copy, a case file, or a page about a run, which is sent apart from its `facts`. */
export type WantedText =
  | { readonly type: 'copy'; readonly work: CopyWork }
  | { readonly type: 'case'; readonly origin: CaseOrigin }
  | {
      readonly type: 'report';
      readonly facts: Omit<ReportFacts, 'explained'> & {
        readonly explained: Omit<ReportFacts['explained'], 'run'>;
      };
    };

export type CopyRequest =
  | ({ readonly type: 'records' } & SentRecords)
  | {
      readonly type: 'write';
      readonly wanted: WantedText;
      readonly sources: readonly CopySource[];
      readonly parts: readonly SentPart[];
    };

/** A text in UTF-8, and the number of secrets that are masked in it. */
export type RenderedBytes = { readonly bytes: Uint8Array; readonly hidden: number };

export type CopyAnswers = { readonly records: undefined; readonly write: RenderedBytes };

/** By the path of the list. */
type Records = Map<string, { readonly path: readonly string[]; readonly items: unknown[] }>;

serveThread<CopyRequest>(
  () => {
    const records: Records = new Map();
    return request => (request.type === 'records' ? keepRecords(records, request) : write(request, records));
  },
  error => error,
);

function keepRecords(records: Records, { source, list, items }: SentRecords): void {
  const path = [`${source}`, ...recordPaths[list]];
  const key = path.join('.');
  const known = records.get(key) ?? { path, items: [] };
  for (const item of items) known.items.push(item);
  records.set(key, known);
}

function write({ wanted, sources, parts }: Extract<CopyRequest, { type: 'write' }>, records: Records) {
  const { text, hidden } = textOf(wanted, wholeSources(sources, parts, records));
  return { bytes: new TextEncoder().encode(text), hidden };
}

function textOf(wanted: WantedText, sources: readonly CopySource[]): Rendered {
  if (wanted.type === 'copy') return renderCopyWork({ ...wanted.work, sources });
  const runs = sources.flatMap(({ run }) => ('usage' in run ? [run] : []));
  if (wanted.type === 'case') {
    const { text, masked } = writeCase(runs, wanted.origin);
    return { text, hidden: masked.total };
  }
  const [run] = runs;
  if (!run) throw new Error('a page needs a run');
  const { facts } = wanted;
  return reportPage({ ...facts, explained: { ...facts.explained, run } });
}

function wholeSources(
  bare: readonly CopySource[],
  parts: readonly SentPart[],
  records: Records,
): readonly CopySource[] {
  let sources = bare;
  for (const { path, items } of records.values()) sources = withValueAt(sources, path, items);
  for (const part of parts) sources = withValueAt(sources, part.path, partValue(part));
  return sources;
}

function partValue({ type, bytes }: SentPart): unknown {
  const text = decodeText(Buffer.from(bytes.buffer), 0, bytes.length, type === 'escaped');
  return type === 'json' ? JSON.parse(text) : text;
}
