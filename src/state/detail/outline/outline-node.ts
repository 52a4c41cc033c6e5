import type { CopyContent } from '../../../model/report/copy-choices.ts';
import type { CancelState, Log, Span, Step, UsageItem } from '../../../model/run.ts';
import type { TraceIndex } from '../trace/trace-index.ts';
import type { TextLines } from './text-lines.ts';

export type Tone = 'plain' | 'dim' | 'error' | 'warning' | 'strong';

/** A part of the outline with a title and other parts below it. */
export type SectionNode = {
  readonly type: 'section';
  readonly key: string;
  readonly title: string;
  /** The column at which the notes of neighboring sections line up; 0 for none. */
  readonly titleWidth: number;
  readonly note?: string;
  readonly tone: Tone;
  readonly parts: readonly Part[];
  /** Whether it is unfolded at first. */
  readonly isOpenAtFirst: boolean;
  /** Its name in the path of the focused node; absent adds nothing to the path. */
  readonly pathName?: string;
  /** What copying it gives. */
  readonly content?: CopyContent;
};

/** One value of a payload, with its key. */
export type ValueNode = {
  readonly type: 'value';
  readonly key: string;
  /** A key of an object or an index of an array; absent for a payload that is a single value. */
  readonly name?: string | number;
  readonly value: unknown;
  /** Whether the key of an ancestor is named like a secret. */
  readonly isSecret: boolean;
  readonly reveal: boolean;
};

/** One line of a longer text. */
export type LineNode = {
  readonly type: 'line';
  readonly key: string;
  readonly lines: TextLines;
  readonly index: number;
  readonly tone: Tone;
  /** The whole text, as it was recorded. */
  readonly content: CopyContent;
};

export type FieldValue =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'status' }
  | { readonly type: 'duration' }
  | { readonly type: 'absent'; readonly word: string };

export type FieldNode = {
  readonly type: 'field';
  readonly key: string;
  readonly label: string;
  readonly value: FieldValue;
};

export type OutlineNode =
  | SectionNode
  | ValueNode
  | LineNode
  | FieldNode
  | { readonly type: 'usage'; readonly key: string; readonly item: UsageItem; readonly nameWidth: number }
  | { readonly type: 'cancel'; readonly key: string; readonly cancel: CancelState }
  | { readonly type: 'activity'; readonly key: string; readonly step: Step }
  | SpanNode
  | LogNode
  | TraceNode;

export type SpanNode = {
  readonly type: 'span';
  readonly key: string;
  readonly span: Span;
  readonly trace: TraceIndex;
  readonly position: number;
  /** Whether its attributes and events are shown below it. */
  readonly showsAttributes: boolean;
  readonly reveal: boolean;
};

/** The root of a waterfall. */
export type TraceNode = {
  readonly type: 'trace';
  readonly key: string;
  readonly trace: TraceIndex;
  readonly reveal: boolean;
};

export type LogNode = {
  readonly type: 'log';
  readonly key: string;
  readonly log: Log;
  readonly reveal: boolean;
};

/** Rows below a section that have no row of their own above them. */
export type Part =
  | OutlineNode
  | {
      readonly type: 'block';
      readonly key: string;
      readonly lines: TextLines;
      readonly tone: Tone;
      readonly content: CopyContent;
    }
  | { readonly type: 'entries'; readonly node: ValueNode };
