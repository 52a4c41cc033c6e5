import type { CopyContent } from '../../../model/report/render-copy.ts';
import type { RecordShape } from '../../../model/report/run-json.ts';
import type { CancelState, Log, Step, UsageItem, Usual } from '../../../model/run.ts';
import type { Attempts, StepTree } from '../../../model/steps/step-tree.ts';
import { countOf } from '../../../model/text/formats.ts';
import type { UsualParts } from '../../../model/usual/usual-parts.ts';
import type { Tone } from '../../paint/phrases.ts';
import type { ArrangedTrace } from '../../trace/trace-view.ts';
import type { ShownSeries, ShownSpan } from '../../trace/waterfall-phrases.ts';
import { createTextLines, type TextLines } from './text-lines.ts';

export type SectionNode = {
  readonly type: 'section';
  readonly key: string;
  readonly title: string;
  /** The column that aligns the notes of neighboring sections; 0 for none. */
  readonly titleWidth: number;
  readonly note?: string;
  /** Follows the note, on a line of its own where there is little room. */
  readonly tail?: readonly string[];
  readonly tone: Tone;
  readonly parts: readonly Part[];
  readonly isOpenAtFirst: boolean;
  /** In the path of the focused node. */
  readonly pathName?: string;
  readonly content?: CopyContent;
};

export type ValueNode = {
  readonly type: 'value';
  readonly key: string;
  /** An object key or array index; absent for a whole payload. */
  readonly name?: string | number;
  readonly value: unknown;
  /** Whether an ancestor's key names a secret. */
  readonly isSecret: boolean;
  readonly reveal: boolean;
  /** Set for a value of the run's input that is shown elsewhere. */
  readonly inputPath?: readonly string[];
  /** Set for a part of a run's record, whose times are not plain numbers. */
  readonly record?: RecordPart;
};

/** `startAt`: the time from which the times of the part are counted. */
export type RecordPart = { readonly shape: RecordShape; readonly startAt: number };

export type LineNode = {
  readonly type: 'line';
  readonly key: string;
  readonly lines: TextLines;
  readonly index: number;
  readonly tone: Tone;
  /** The whole text, not this line of it. */
  readonly content: CopyContent;
};

export type FieldValue =
  /** Masked only where it is shown or copied. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'status' | 'duration' | 'queue-wait' | 'absent' }
  | { readonly type: 'span'; readonly trace: ArrangedTrace; readonly position: number };

/** The `titleWidth` of the sections of the overview. */
export const titleWidth = 9;

/** Includes the gap after the label. */
export const labelColumns = 15;

export const longestField = 2000;

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
  | RunLinkNode
  | { readonly type: 'activity'; readonly key: string; readonly step: Step; readonly usual?: Usual }
  | StepsNode
  | StepNode
  | SpanNode
  | SeriesNode
  | LogNode
  | TraceNode;

export function isTraceRow(type: OutlineNode['type']): boolean {
  return type === 'span' || type === 'series' || type === 'log';
}

export type RunLinkNode = {
  readonly type: 'run-link';
  readonly key: string;
  /** Its relation to this run: `retry of`. */
  readonly words: string;
  readonly id: string;
  readonly tail: string;
  readonly address: string;
};

export type StepsNode = {
  readonly type: 'steps';
  readonly key: string;
  readonly steps: readonly Step[];
  readonly reveal: boolean;
  readonly usual?: UsualParts;
  readonly inRetry?: Attempts;
};

/** A step with all its attempts, or, if `isAttempt`, a single one. */
export type StepNode = {
  readonly type: 'step';
  readonly key: string;
  readonly attempts: Attempts;
  readonly isAttempt: boolean;
  readonly tree: StepTree;
  readonly titleWidth: number;
  /** `index=17`, which tells it from neighbors of the same name. */
  readonly label?: string;
  readonly reveal: boolean;
  readonly usual?: UsualParts;
  readonly inRetry?: Attempts;
};

export type SpanNode = ShownSpan & {
  readonly type: 'span';
  readonly key: string;
  readonly showsAttributes: boolean;
};

export type SeriesNode = ShownSeries & { readonly type: 'series'; readonly key: string };

export type TraceNode = {
  readonly type: 'trace';
  readonly key: string;
  readonly trace: ArrangedTrace;
  readonly reveal: boolean;
};

export type LogNode = {
  readonly type: 'log';
  readonly key: string;
  readonly log: Log;
  readonly reveal: boolean;
  readonly isDim?: true;
};

/** A node, or several rows: the lines of a text, or the entries of a payload. */
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

type BlockPart = Extract<Part, { readonly type: 'block' }>;

type SectionOptions = Partial<Omit<SectionNode, 'type' | 'key' | 'title' | 'parts'>>;

export function section(
  key: string,
  title: string,
  parts: readonly Part[],
  options: SectionOptions = {},
): SectionNode {
  return {
    type: 'section',
    key,
    title,
    parts,
    titleWidth: 0,
    tone: 'strong',
    isOpenAtFirst: true,
    ...options,
  };
}

export function block(key: string, text: string, reveal: boolean, tone: Tone = 'plain'): BlockPart {
  const lines = createTextLines(text, !reveal);
  return { type: 'block', key, lines, tone, content: { type: 'text', text } };
}

export function entries(value: unknown, reveal: boolean, record?: RecordPart): Part {
  return { type: 'entries', node: { ...payloadNode('', undefined, value, reveal), record } };
}

export function payloadNode(
  key: string,
  name: string | undefined,
  value: unknown,
  reveal: boolean,
): ValueNode {
  return { type: 'value', key, name, value, isSecret: false, reveal };
}

export function foldedText(key: string, title: string, text: string, reveal: boolean): SectionNode {
  const part = block('text', text, reveal, 'dim');
  return section(key, title, [part], {
    note: `(${countOf(part.lines.count, 'line')})`,
    tone: 'plain',
    isOpenAtFirst: false,
    pathName: key,
    content: { type: 'text', text },
  });
}

/** Rows are made on demand, as there may be very many. */
export type Children = {
  readonly count: () => number;
  readonly at: (index: number) => OutlineNode | undefined;
  readonly indexOf: (key: string) => number;
};

export function listChildren(nodes: readonly OutlineNode[]): Children {
  return {
    count: () => nodes.length,
    at: index => nodes[index],
    indexOf: key => nodes.findIndex(node => node.key === key),
  };
}

export const noChildren = listChildren([]);

export function joinChildren(first: Children, rest: Children): Children {
  return {
    count: () => first.count() + rest.count(),
    at: index => (index < first.count() ? first.at(index) : rest.at(index - first.count())),
    indexOf: key => {
      const own = first.indexOf(key);
      if (own >= 0) return own;
      const index = rest.indexOf(key);
      return index < 0 ? -1 : first.count() + index;
    },
  };
}
