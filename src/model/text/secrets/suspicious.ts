import { charClasses } from './char-classes.ts';

/** Matches the start of some part of every secret that `redactText` masks. */
const suspicious =
  /pass|pwd|secret|whsec|token|key|auth|cookie|credential|jwt|bearer|basic|connection.?string|resume.?url|api\/webhooks|webhookb2|\/bot\d|eyJ|sk[-_]|[rp]k_|gh[opusr]_|github_pat|gl(?:pat|rt|dt|ptt)-|npm_|pypi-|dckr_|hf_|gsk_|xai-|pplx-|nvapi-|r8_|xox|xapp-|shp|do[opr]_|ya29|GOCSPX|AIza|AKIA|ASIA|SG\.[\w-]{16}|hvs\.|lin_api|sntrys|rl_|mnemonic|seed.?phrase|recovery|:\/\/[^\s/]*@|:\/\/[^\s:]{0,100}:[^\s@]{1,201}@|(?:sign?|signature|hmac|sas|otp|pw)=|hooks\.|-u[ =]|user[ =]|identified/iy;

/** The first three characters of each alternative. */
const starts =
  'pas pwd sec whs tok key aut coo cre jwt bea bas con res api web /bo eyj sk- sk_ rk_ pk_ gho ghp ghu ghs ghr git glp glr gld npm pyp dck hf_ gsk xai ppl nva r8_ xox xap shp doo dop dor ya2 goc aiz aki asi sg. hvs lin snt rl_ mne see rec :// sig hma sas otp pw= hoo -u= use ide';

/** Five bits of each of three characters: upper and lower case are the same. */
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

/** Whether a text may hold a secret as it is written. */
export function isSuspicious(text: string): boolean {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    hash = hashNext(hash, text.charCodeAt(at));
    if (isStart[hash] === 1 && startsSuspicious(text, at - 2)) return true;
  }
  return false;
}

/** Whether a text neither holds a secret as it is written nor reads differently. Most texts are such. */
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
