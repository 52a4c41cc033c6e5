import { statusInfo } from '../../../src/model/status.ts';
import { type DetailPlace, type HeadStatus, rowsInside, sectionAt, statusesOf } from '../places/detail.ts';
import { statusOf } from '../places/list.ts';
import type { Screen } from '../places/screen.ts';
import type { Rule } from './rule.ts';

/** The words of a store itself may stand beside any glyph; ours, beside one. */
const glyphOfWords = new Map<string, string>([
  ...Object.values(statusInfo).map(({ label, glyph }) => [label, glyph] as const),
  ['Sleep overdue', statusInfo.sleeping.glyph],
  ['Canceling', statusInfo.canceled.glyph],
]);

/** A status has the same glyph wherever it is named. */
export const statusWords: Rule = screen =>
  placesOf(screen).flatMap(statuses => {
    const wrong = statuses.filter(({ glyph, words }) => (glyphOfWords.get(words) ?? glyph) !== glyph);
    return statuses.length > 0 && wrong.length === statuses.length
      ? wrong.map(({ glyph, words }) => `${words} has the glyph ${glyph}, not ${glyphOfWords.get(words)}`)
      : [];
  });

/** What looks like a status in each place: a recorded text may look like one, too. */
function placesOf({ list, detail, dialog, compare }: Screen): readonly (readonly HeadStatus[])[] {
  const rows = list?.of === 'runs' && list.hasStatus ? list.rows.map(row => [statusOf(row, list)]) : [];
  const heads = compare?.slice(0, 2) ?? (detail ? [detail.head] : []);
  const steps = detail ? stepTexts(detail) : [];
  const started = dialog?.lines.filter(line => /^[▌ ] /u.test(line)) ?? [];
  return [...rows, ...[...heads, ...steps, ...started].map(statusesOf)];
}

function stepTexts(detail: DetailPlace): readonly string[] {
  const at = sectionAt(detail, 'Steps');
  if (at < 0) return [];
  return rowsInside(detail, at).map(({ text }) => text.replace(/ · .*$/u, ''));
}
