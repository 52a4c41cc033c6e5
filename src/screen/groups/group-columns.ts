import { groupWorkflow } from '../../model/failure/failure-groups.ts';
import { groupMessage } from '../../model/failure/failure-template.ts';
import { fillColumns } from '../../model/text/fill-columns.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { GroupRow } from './groups-state.ts';

export const groupColumnIds = [
  'state',
  'count',
  'open',
  'share',
  'first',
  'last',
  'trend',
  'place',
  'message',
] as const;

export type GroupColumnId = (typeof groupColumnIds)[number];

export type GroupColumn = { readonly id: GroupColumnId; readonly width: number };

type Room = {
  readonly width: number;
  readonly countWidth: number;
  readonly timeWidth?: number;
  /** The widths of the longest title of the shares, number of open failures, and state; 0 if not shown. */
  readonly shareWidth?: number;
  readonly openWidth?: number;
  readonly stateWidth?: number;
};

/** Fits an age without its `ago`. */
export const shortAgeWidth = 4;

const shortShareWidth = 'OF RUNS'.length;

/** 24 hours touch 25 hours of the clock. */
const dayCells = 25;

/** From this width on, every column has room beside a shorter message. */
const allFrom = 97;

/** Workflow and step come before the rest of the message, which many groups share. */
export function placeGroupColumns({
  width,
  countWidth,
  timeWidth,
  shareWidth = 0,
  stateWidth = 0,
  openWidth = 0,
}: Room): readonly GroupColumn[] {
  const ids = groupColumnIds.filter(
    id =>
      (id !== 'share' || shareWidth > 0) &&
      (id !== 'state' || stateWidth > 0) &&
      (id !== 'open' || openWidth > 0),
  );
  const stateUpTo = (most: number): number => Math.min(most, Math.max(5, stateWidth));
  const isNarrow = width < allFrom;
  const [short, age] = [timeWidth ?? shortAgeWidth, timeWidth ?? 8];
  return fillColumns(
    ids,
    width,
    [
      ['message', 16],
      ['count', Math.max(4, countWidth)],
      ['last', short],
      ['state', stateUpTo(7)],
      ['place', 12],
      ['message', isNarrow ? 28 : 34],
      ['place', isNarrow ? 24 : 18],
      ['state', stateUpTo(isNarrow ? 12 : 7)],
      ['message', isNarrow ? 50 : 34],
      ['trend', 9],
      ['share', shortShareWidth],
      ['open', Math.max(4, openWidth)],
      ['message', 44],
      ['state', stateUpTo(12)],
      ['message', 50],
      ['trend', 10],
      ['state', stateUpTo(16)],
      ['last', age],
      ['first', age],
      ['place', 26],
      ['state', stateUpTo(28)],
      ['message', 64],
      ['trend', dayCells],
      ['place', 36],
      ['share', shareWidth],
      ['message', 400],
    ],
    id => (id === 'last' ? age : 0),
  );
}

type GroupTexts = { readonly place: string; readonly message: string };

type Part = 'workflow' | 'step' | 'message';

type NamedGroup = { readonly id: string } & Readonly<Record<Part, string>>;

type Cut = (part: Part, width: number) => string;

/** By id, texts cut to their columns so that groups do not look alike. */
export function groupTexts(
  groups: readonly GroupRow[],
  columns: readonly GroupColumn[],
): ReadonlyMap<string, GroupTexts> {
  const widthOf = (id: GroupColumnId) => columns.find(column => column.id === id)?.width ?? 0;
  const [place, message] = [widthOf('place'), widthOf('message')];
  const toTexts = (cut: Cut, group: NamedGroup): GroupTexts => ({
    place: place > 0 ? fitPlace(group, place, cut) : '',
    message: cut('message', message),
  });
  const named = groups.map(nameGroup);
  const cutText = (group: NamedGroup) => toTexts((part, width) => truncateText(group[part], width), group);
  const alike = Map.groupBy(named, group => JSON.stringify(cutText(group)));
  const texts = [...alike.values()].flatMap(same =>
    same.map(group => {
      const textsOf = (part: Part) => same.map(other => other[part]);
      const cut: Cut = (part, width) => cutApart(group[part], textsOf(part), width);
      return [group.id, toTexts(cut, group)] as const;
    }),
  );
  return new Map(texts);
}

function nameGroup(group: GroupRow): NamedGroup {
  return {
    id: group.id,
    workflow: safeLine(groupWorkflow(group)),
    step: safeLine(group.example.step ?? ''),
    message: groupMessage(group).text,
  };
}

const wideSeparatorFrom = 18;

/** `signup-p… · send-email`: the workflow is cut for the step. */
function fitPlace({ workflow, step }: NamedGroup, width: number, cut: Cut): string {
  if (step === '') return cut('workflow', width);
  const separator = width < wideSeparatorFrom ? '·' : ' · ';
  const room = width - separator.length;
  const leastOfWorkflow = Math.min(displayWidth(workflow), Math.max(3, Math.floor(room / 3)));
  const shownStep = cut('step', room - leastOfWorkflow);
  return `${cut('workflow', room - displayWidth(shownStep))}${separator}${shownStep}`;
}

/** The start of a text, and what follows from where it differs from others that begin alike. */
export function cutApart(text: string, others: readonly string[], width: number): string {
  const start = truncateText(text, width);
  const alike = others.filter(other => other !== text && truncateText(other, width) === start);
  if (start === text || alike.length === 0) return start;
  const head = truncateText(text, Math.ceil(width / 3));
  const characters = [...text];
  const differsAt = Math.min(...alike.map(other => sameStart(characters, [...other])));
  const room = width - displayWidth(head);
  const from = (at: number): string => characters.slice(at).join('');
  let at = Math.min(differsAt, characters.length - 1);
  while (at > 0 && displayWidth(from(at - 1)) <= room) at -= 1;
  return `${head}${truncateText(from(at), room)}`;
}

function sameStart(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((character, index) => character !== other[index]);
  return at < 0 ? one.length : at;
}
