import { groupWorkflow } from '../../model/failure/failure-groups.ts';
import { groupMessage } from '../../model/failure/failure-template.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { GroupColumn, GroupColumnId } from './group-columns.ts';
import type { GroupRow } from './groups-state.ts';

/** What tells a group from others, cut to its columns. */
type GroupTexts = { readonly place: string; readonly message: string };

type Part = 'workflow' | 'step' | 'message';

type NamedGroup = { readonly id: string } & Readonly<Record<Part, string>>;

type Cut = (part: Part, width: number) => string;

/** The texts of groups in sight, by id; where several would look alike, the parts that differ are shown. */
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
  const short = new Map(
    named.map(group => [group.id, toTexts((part, width) => truncateText(group[part], width), group)]),
  );
  const alike = [...Map.groupBy(named, ({ id }) => JSON.stringify(short.get(id))).values()];
  const apart = alike
    .filter(same => same.length > 1)
    .flatMap(same =>
      same.map(group => {
        const textsOf = (part: Part) => same.map(other => other[part]);
        const cut: Cut = (part, width) => cutApart(group[part], textsOf(part), width);
        return [group.id, toTexts(cut, group)] as const;
      }),
    );
  return new Map([...short, ...apart]);
}

function nameGroup(group: GroupRow): NamedGroup {
  return {
    id: group.id,
    workflow: safeLine(groupWorkflow(group)),
    step: safeLine(group.example.step ?? ''),
    message: groupMessage(group).text,
  };
}

/** Below this width the step has the columns around the dot, too. */
const wideSeparatorFrom = 18;

/** `signup-p… · send-email`: the end of the workflow gives way to the step. */
function fitPlace({ workflow, step }: NamedGroup, width: number, cut: Cut): string {
  if (step === '') return cut('workflow', width);
  const separator = width < wideSeparatorFrom ? '·' : ' · ';
  const room = width - separator.length;
  const leastOfWorkflow = Math.min(displayWidth(workflow), Math.max(3, Math.floor(room / 3)));
  const shownStep = cut('step', room - leastOfWorkflow);
  return `${cut('workflow', room - displayWidth(shownStep))}${separator}${shownStep}`;
}

/** The start of a text, and what follows where it differs from others that begin alike. */
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
