import { displayWidth, truncateMiddle, truncateText } from '../../model/text/width.ts';

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
const narrowName = 14;
const narrowRoom = 44;
/** Ids that are made one after another differ at their end. */
const shortId = 12;
const leastError = 24;

/**
 * Fits the parts into `room` columns: an error that would be cut to a few words has the room of the middle
 * of the id and of how long the run took. Names are padded to the longest before, which `nameWidth` keeps.
 */
export function createChangeFitter(room: number): (parts: ChangeParts) => string {
  let nameWidth = 0;
  return ({ name, id, about, error }) => {
    const shown = truncateText(name, room < narrowRoom ? narrowName : longestName);
    nameWidth = Math.max(nameWidth, displayWidth(shown));
    const left = room - nameWidth;
    const needed = error === '' ? 0 : Math.min(displayWidth(error), leastError);
    const candidates = [
      [id, ...about],
      [truncateMiddle(id, shortId), ...about],
      [truncateMiddle(id, shortId)],
    ];
    const fits = (notes: readonly string[]): boolean => widthOf(notes) + needed + 2 <= left;
    const notes = candidates.find(fits) ?? candidates.at(-1) ?? [];
    const line = [pad(shown, nameWidth), ...notes, error].join('  ').trimEnd();
    return truncateText(line, Math.max(0, room));
  };
}

/** With the two columns before each. */
function widthOf(notes: readonly string[]): number {
  return notes.reduce((sum, note) => sum + 2 + displayWidth(note), 0);
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
