import { statusInfo } from '../../../src/model/status.ts';
import { columnIds, columnInfo } from '../../../src/screen/table/columns.ts';
import { runningTitle } from '../../../src/screen/table/table-columns.ts';
import { type DetailPlace, rowsInside } from '../places/detail.ts';
import { cellsBelow, type ListPlace, statusOf, textIn } from '../places/list.ts';
import type { Rule } from './rule.ts';

/** What is one of a few known texts, or has an end of its own, is whole or ends with `…`. */
export const cutTexts: Rule = ({ list, detail, strip = '' }) => [
  ...(list?.of === 'runs' ? [...titlesOf(list), ...cellsOf(list)] : []),
  ...(detail ? unclosedTexts(detail) : []),
  ...(/\[[^\]]*$/u.test(strip) && !strip.endsWith('…') ? ['the chosen view is cut'] : []),
];

const titles = new Set<string>([
  ...columnIds.flatMap(id => [columnInfo[id].title, columnInfo[id].narrow?.title ?? '']),
  runningTitle,
]);

function titlesOf({ heading }: ListPlace): readonly string[] {
  const [shown = ''] = heading.replace(/^ ← ?/u, '').split(/ {2,}\+\d+ /u);
  return shown
    .trim()
    .split(/ {2,}/u)
    .filter(title => title !== '' && !titles.has(title) && !title.includes('…'))
    .map(title => `the title "${title}" is cut`);
}

const amount = String.raw`(?:<?\d[\d,]*|\d+\.\d)`;
const age = /^(?:now|–|\+?\d+[smhdy]|\d+[smhdy] ago|in \d+[smhdy]|-?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d)$/u;
const duration = new RegExp(`^(?:–|wait <?\\d+[smhdy]|-?${amount}(?:ms|s)|-?\\d+[mhd] \\d\\d[smh])$`, 'u');

/** What the cells of some columns can be. */
const wholeCells: readonly (readonly [title: string, isWhole: RegExp])[] = [
  ['STARTED', age],
  ['AGE', age],
  ['QUEUED', age],
  ['FINISHED', age],
  ['TYPE', /^(?:workflow|agent)$/u],
  ['DURATION', duration],
  ['RUNNING', duration],
];

function cellsOf(list: ListPlace): readonly string[] {
  const { rows, hasStatus } = list;
  const cells = wholeCells.flatMap(([title, isWhole]) => {
    const cell = cellOf(list, title);
    return rows.flatMap(row => {
      const text = cell ? textIn(row, cell).trim() : '';
      return text === '' || text.includes('…') || isWhole.test(text)
        ? []
        : [`"${text}" below ${title} is cut`];
    });
  });
  return [...cells, ...(hasStatus ? rows.flatMap(row => cutStatus(statusOf(row, list))) : [])];
}

/** Numbers are aligned at the end of their title. */
function cellOf(list: ListPlace, title: string) {
  const cell = cellsBelow(list, title);
  if (!cell || (title !== 'DURATION' && title !== 'RUNNING')) return cell;
  const to = cell.from + title.length;
  return { ...cell, from: to - columnInfo.duration.min, to };
}

function cutStatus({ glyph, words }: { readonly glyph: string; readonly words: string }): readonly string[] {
  const { label = '' } = Object.values(statusInfo).find(info => info.glyph === glyph) ?? {};
  const isCut = words !== '' && words !== label && label.startsWith(words);
  return isCut ? [`the status "${words}" is cut`] : [];
}

const openText = /^(?:[\w$.@/-]+|"(?:[^"\\]|\\.)*"): "(?:[^"\\]|\\.)*$/u;
const container = /(?:^|: )[{[][\d,]+ (?:keys?|items?)[}\]]$|^(?:Input|Output) +[\d,]+ (?:keys?|items?) · /u;

/** Where every row has one line, a text of a payload that is not closed is cut at the end of its line. */
function unclosedTexts(detail: DetailPlace): readonly string[] {
  if (!detail.isWhole || !detail.tabs.endsWith('JSON  yaml')) return [];
  return detail.rows.flatMap((row, at) => {
    if (row.sign !== '▾' || !container.test(row.text)) return [];
    return rowsInside(detail, at)
      .filter(({ indent, text }) => indent === row.indent + 2 && openText.test(text) && !text.includes('…'))
      .map(({ text }) => `"${text}" is cut`);
  });
}
