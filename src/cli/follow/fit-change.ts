import { displayWidth, truncateText } from '../../model/text/width.ts';

/** What a line says of a run behind its status; safe text. */
export type ChangeParts = {
  readonly name: string;
  readonly id: string;
  /** `4.2s`, and its target in a list of several. */
  readonly about: readonly string[];
  /** Empty where it did not fail. */
  readonly error: string;
};

const longestName = 24;
const leastName = 6;
/** How long the run took gives its room to an error that would be cut to a few words. */
const leastError = 24;
/** Less of an error says nothing. */
const leastCutError = 8;

/**
 * Fits the parts into `room` columns, but never cuts the id, so that it can be given to other commands: the
 * error is cut first, then the name. Names are padded to the longest before.
 */
export function createChangeFitter(room: number): (parts: ChangeParts) => string {
  let nameWidth = 0;
  return ({ name, id, about, error }) => {
    const mostName = Math.min(longestName, Math.max(leastName, room - widthOf([id])));
    const shown = truncateText(name, mostName);
    nameWidth = Math.max(nameWidth, displayWidth(shown));
    const start = pad(shown, Math.min(nameWidth, mostName));
    const needed = error === '' ? 0 : 2 + Math.min(displayWidth(error), leastError);
    const isRoomy = displayWidth(start) + widthOf([id, ...about]) + needed <= room;
    const line = [start, id, ...(isRoomy ? about : [])].join('  ');
    const left = room - displayWidth(line) - 2;
    const isShown = left >= Math.min(displayWidth(error), leastCutError);
    return isShown ? `${line}  ${truncateText(error, left)}`.trimEnd() : line;
  };
}

/** With the two columns before each. */
function widthOf(notes: readonly string[]): number {
  return notes.reduce((sum, note) => sum + 2 + displayWidth(note), 0);
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
