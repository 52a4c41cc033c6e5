import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../model/text/width.ts';
import type { ConfirmMany } from '../../state/overlays/confirm-many/confirm-many.ts';
import type { FoundText } from '../../state/overlays/confirm-many/found-text.ts';

type Room = { readonly width: number; readonly height: number };

/** The runs of a question: each of a few, else each workflow; the last line sums up those without room. */
export function foundLines(
  { few, names }: FoundText,
  confirm: Pick<ConfirmMany, 'act' | 'inputs'>,
  { width, height }: Room,
): readonly string[] {
  const all = few ?? names;
  if (height === 1 && all.length > 1) return [namesLine(names, width)];
  const most = all.length > height ? height - 1 : all.length;
  const lines = few ? runLines(few.slice(0, most), confirm, width) : nameLines(names.slice(0, most), width);
  return all.length > most ? [...lines, `… and ${formatCount(all.length - most)} more`] : lines;
}

function namesLine(names: FoundText['names'], width: number): string {
  return truncateText(
    names.map(({ name, runs }) => `${formatCount(runs)} ${safeLine(name)}`).join(', '),
    width,
  );
}

const widestName = 40;
const countColumns = 7;

function nameLines(names: FoundText['names'], width: number): readonly string[] {
  const columns = Math.min(
    widestName,
    Math.floor(width / 2),
    Math.max(1, ...names.map(({ name }) => displayWidth(safeLine(name)))),
  );
  return names.map(({ name, runs, statuses }) =>
    truncateText(
      `${fitText(safeLine(name), columns)}  ${formatCount(runs).padStart(countColumns)}  ${statuses}`,
      width,
    ),
  );
}

type Few = NonNullable<FoundText['few']>;

function runLines(
  few: Few,
  { act, inputs }: Pick<ConfirmMany, 'act' | 'inputs'>,
  width: number,
): readonly string[] {
  return few.map(run => {
    const end = act === 'retry' ? inputs.get(run.address)?.size : run.status;
    return runLine(run, safeLine(end ?? ''), width);
  });
}

const leastId = 12;

/** The name and the id are cut where they do not fit, so that the end is in sight. */
function runLine({ name, address }: Few[number], end: string, width: number): string {
  const shownName = truncateText(safeLine(name), Math.floor(width / 3));
  const room = width - displayWidth(`· ${shownName}    ${end}`);
  const id = truncateMiddle(safeLine(address), Math.max(leastId, room));
  return truncateText(`· ${shownName}  ${id}  ${end}`, width);
}
