import {
  charClass,
  charClasses,
  charEdits,
  decodeCharacter,
  matchEdits,
  type Reading,
  readCharacter,
  readClasses,
  rewrite,
} from './read-characters.ts';

/** Begins a sequence with text that a terminal does not show, such as the address of a link. */
const hiddenText = /\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]/;

const mostRounds = 6;

/** The text as written, as a reader sees it, and decoded as long as that changes it. */
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

/** The last reading: what a reader sees, decoded. */
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
  // Forms write blanks as `+`, which is an ordinary character elsewhere.
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

/** Matches a part of every secret that `redactText` masks. */
const suspicious =
  /pass|pwd|secret|whsec|token|key|auth|cookie|credential|jwt|bearer|basic|connection.?string|resume.?url|api\/webhooks|webhookb2|\/bot\d|eyJ|sk[-_]|[rp]k_|gh[opusr]_|github_pat|gl(?:pat|rt|dt|ptt)-|npm_|pypi-|dckr_|hf_|gsk_|xai-|pplx-|nvapi-|r8_|xox|xapp-|shp|do[opr]_|ya29|GOCSPX|AIza|AKIA|ASIA|SG\.[\w-]{16}|hvs\.|lin_api|sntrys|rl_|mnemonic|seed.?phrase|recovery|:\/\/[^\s/]*@|:\/\/[^\s:]{0,100}:[^\s@]{1,201}@|(?:sign?|signature|hmac|sas|otp|pw)=|hooks\.|-u[ =]|user[ =]|identified/iy;

/** The first three characters of each alternative of `suspicious`. */
const starts =
  'pas pwd sec whs tok key aut coo cre jwt bea bas con res api web /bo eyj sk- sk_ rk_ pk_ gho ghp ghu ghs ghr git glp glr gld npm pyp dck hf_ gsk xai ppl nva r8_ xox xap shp doo dop dor ya2 goc aiz aki asi sg. hvs lin snt rl_ mne see rec :// sig hma sas otp pw= hoo -u= use ide';

/** By a hash of three characters with five bits each, which ignores case. */
const isStart = createStarts();

function createStarts(): Uint8Array {
  const table = new Uint8Array(0x8000);
  for (const start of [...starts.split(' '), '-u ']) {
    table[Array.from(start).reduce((hash, char) => hashNext(hash, char.charCodeAt(0)), 0)] = 1;
  }
  return table;
}

function hashNext(hash: number, code: number): number {
  return ((hash << 5) | (code & 31)) & 0x7fff;
}

export function isSuspicious(text: string): boolean {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    hash = hashNext(hash, text.charCodeAt(at));
    if (isStart[hash] === 1 && startsSuspicious(text, at - 2)) return true;
  }
  return false;
}

/** Whether a text has no secret as written and no other reading, like most texts. */
export function isHarmlessText(text: string): boolean {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (charClasses[code] !== 0) return false;
    hash = hashNext(hash, code);
    if (isStart[hash] === 1 && startsSuspicious(text, at - 2)) return false;
  }
  return true;
}

function startsSuspicious(text: string, at: number): boolean {
  if (at < 0) return false;
  suspicious.lastIndex = at;
  return suspicious.test(text);
}
