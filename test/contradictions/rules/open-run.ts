import { statusInfo } from '../../../src/model/status.ts';
import {
  areSame,
  type DetailPlace,
  type HeadStatus,
  sectionAt,
  statusesOf,
  statusText,
} from '../places/detail.ts';
import type { Rule } from './rule.ts';

const ended = new Set([statusInfo.success, statusInfo.failed].map(({ glyph }) => glyph));
const active = new Set(
  [statusInfo.queued, statusInfo.running, statusInfo.sleeping, statusInfo.waiting].map(({ glyph }) => glyph),
);

/** The head, the metadata and what is said of the output and the trace agree on whether the run has ended. */
export const openRun: Rule = ({ detail }) => {
  if (!detail) return [];
  const heads = statusesOf(detail.head);
  const isAll = (glyphs: ReadonlySet<string>) =>
    heads.length > 0 && heads.every(({ glyph }) => glyphs.has(glyph));
  const said = heads.map(statusText).join(', ');
  const [first] = detail.rows;
  const output = detail.rows[sectionAt(detail, 'Output')]?.text ?? '';
  const waits =
    /^Output +not yet$/u.test(output) || first?.text.startsWith('No trace has been recorded yet') === true;
  const isOver =
    /^Output +(?:not recorded|none, as it .*)$/u.test(output) ||
    first?.text.startsWith('No trace was recorded') === true;
  return [
    ...(waits && isAll(ended) ? [`the run is ${said}, but something of it is said to come`] : []),
    ...(isOver && isAll(active) ? [`the run is ${said}, but something of it is said to come no more`] : []),
    ...metadataStatus(detail, heads),
  ];
};

function metadataStatus({ tab, rows }: DetailPlace, heads: readonly HeadStatus[]): readonly string[] {
  if (tab !== 'metadata' || heads.length === 0) return [];
  // Words of a store's own may have two blanks, which end the status in the head.
  const [, glyph, words = ''] =
    /^Status {9}(\S) (.*?)(?: {2}.*)?$/u.exec(
      rows.find(({ text }) => text.startsWith('Status  '))?.text ?? '',
    ) ?? [];
  if (glyph === undefined || heads.some(head => head.glyph === glyph && areSame(head.words, words)))
    return [];
  return [`the metadata say ${glyph} ${words}, the head ${heads.map(statusText).join(', ')}`];
}
