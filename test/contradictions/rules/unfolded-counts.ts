import { type DetailPlace, type DetailRow, rowsInside } from '../places/detail.ts';
import { digits, toNumber } from '../places/numbers.ts';
import type { Rule } from './rule.ts';

/** What a heading counts is what stands below it, once it is unfolded and all of it is in sight. */
export const unfoldedCounts: Rule = ({ detail }) => {
  if (!detail?.isWhole) return [];
  return detail.rows.flatMap((row, at) => (row.sign === '▾' ? checkHeading(detail, row, at) : []));
};

type Counted = {
  readonly count: number;
  readonly what: string;
  readonly isBelow: (row: DetailRow) => boolean;
};

function checkHeading(detail: DetailPlace, row: DetailRow, at: number): readonly string[] {
  const inside = rowsInside(detail, at);
  return countedBy(row).flatMap(({ count, what, isBelow }) => {
    const shown = inside.filter(isBelow).length;
    return shown === count ? [] : [`"${row.text}" counts ${count} ${what}, ${shown} are below it`];
  });
}

const container = new RegExp(`(?:^|: )[{[](${digits}) (keys?|items?)[}\\]]$`, 'u');
const payload = new RegExp(`^(?:Input|Output|Store fields|raw error) +(${digits}) (keys?|items?) · `, 'u');
const messages = new RegExp(`^Conversation +(${digits}) (messages?)$`, 'u');
const logs = new RegExp(
  `^logs {2}(?:(${digits}) before|none before|the last (\\d+) of ${digits} before) the failure, (?:(${digits}) after|none after|the first (\\d+) of ${digits} after)$`,
  'u',
);

function countedBy({ text, indent }: DetailRow): readonly Counted[] {
  const isChild = (child: DetailRow) =>
    child.indent === indent + 2 && child.text !== '{}' && child.text !== '[]';
  const [, count, what] = container.exec(text) ?? payload.exec(text) ?? messages.exec(text) ?? [];
  if (count !== undefined && what !== undefined) return [{ count: toNumber(count), what, isBelow: isChild }];
  const around = logs.exec(text);
  if (around) {
    const logCount = around.slice(1).reduce((sum, number) => sum + toNumber(number ?? '0'), 0);
    const isLog = (child: DetailRow) => isChild(child) && child.text.startsWith('· ');
    return [{ count: logCount, what: 'logs', isBelow: isLog }];
  }
  return [];
}
