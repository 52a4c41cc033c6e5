import type { CaseOrigin } from '../../case-file/case-format.ts';
import type { CopyWork, RecordListName } from '../../model/report/copy-work.ts';
import type { ReportFacts } from '../../model/report/page/report-facts.ts';
import type { CopySource } from '../../model/report/render-copy.ts';

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
