import { charClass } from './char-classes.ts';
import { decodeCharacter } from './decode-character.ts';
import { readCharacter, readClasses } from './read-character.ts';
import { charEdits, matchEdits, type Reading, rewrite } from './rewrite-text.ts';
import { isSuspicious } from './suspicious.ts';

/** The start of a sequence with a text that a terminal does not show: the address of a link. */
const hiddenText = /\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]/;

const mostRounds = 6;

/** The text as written, then as a reader sees it, then decoded and read again for as long as that helps. */
export function* readingsOf(text: string): Generator<Reading> {
  const written: Reading = { text, toSource: (start, end) => [start, end] };
  yield written;
  yield* decodedReadings(written);
  yield* hiddenReadings(written);
  if (!text.includes('\b')) return;
  const printed = rewrite(written, matchEdits(text, /[^\n\x08]\x08/g, ''));
  if (!printed) return;
  yield printed;
  yield* decodedReadings(printed);
}

/** The text as a reader sees it, decoded for as long as that helps. */
export function readableText(text: string): string {
  return [...readingsOf(text)].at(-1)?.text ?? text;
}

function* decodedReadings(written: Reading): Generator<Reading> {
  let latest = read(written) ?? written;
  if (latest !== written) yield latest;
  for (let round = 0; round < mostRounds; round++) {
    const decoded = rewrite(latest, charEdits(latest.text, charClass.encoded, decodeCharacter));
    if (!decoded) break;
    yield* hiddenReadings(decoded);
    latest = read(decoded) ?? decoded;
    yield latest;
  }
  // A form writes blanks as `+`, which is an ordinary character elsewhere.
  if (!latest.text.includes('+') || !/[\w%]\+[\w%-]/.test(latest.text) || !isSuspicious(latest.text)) return;
  const spaced = rewrite(latest, matchEdits(latest.text, /\+/g, ' '));
  if (spaced) yield spaced;
}

function* hiddenReadings(reading: Reading): Generator<Reading> {
  if (!hiddenText.test(reading.text)) return;
  yield reading;
  const decoded = rewrite(reading, charEdits(reading.text, charClass.encoded, decodeCharacter));
  if (decoded) yield decoded;
}

function read(reading: Reading): Reading | undefined {
  return rewrite(reading, charEdits(reading.text, readClasses, readCharacter));
}
