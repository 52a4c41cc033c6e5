import { createCharacterTest, createRuleFinder, type SignedPattern } from './signs.ts';

/** How libraries say that an answer had a failed status, which is captured, and nothing else. */
export const statusLines = {
  'axios, ky': ['Request failed with status code ', /^Request failed with status code (\d{3})(?: .*)?$/u],
  requests: [' Error: ', /^(\d{3}) (?:Client|Server) Error: .{0,80} for url: .*$/u],
  got: ['Response code ', /^Response code (\d{3})(?: \([^)]*\))?$/u],
  urllib: ['HTTP Error ', /^HTTP Error (\d{3})(?:: [\w -]+)?$/u],
  httpx: [" error '", /^(?:Client|Server) error '(\d{3}) [^']*' for url .*$/u],
  aiohttp: [", message='", /^(\d{3}), message='[^']*', url=.*$/u],
  Java: [
    'Server returned HTTP response code: ',
    /^Server returned HTTP response code: (\d{3}) for URL: .*$/u,
  ],
  Spring: [' ', /^(\d{3}) [A-Z][\w -]{2,40}(?: from [A-Z]{3,7} \S+|: \[no body\])$/u],
  Feign: ['] during [', /^\[(\d{3})[^\]]*\] during \[\w+\] to \[[^\]]*\] \[[^\]]*\]: \[\]$/u],
  '.NET': [
    'Response status code does not indicate success: ',
    /^Response status code does not indicate success: (\d{3})(?: \([^)]*\))?\.?$/u,
  ],
  '.NET Framework': [
    'The remote server returned an error: (',
    /^The remote server returned an error: \((\d{3})\)[\w ]*\.?$/u,
  ],
  'Ruby, Perl, Go': [
    '',
    /^(?:(?:unexpected|bad|got|wrong) (?:HTTP )?(?:response )?(?:status|code)(?: code)?:? )?([45]\d\d)(?: "?[A-Z][\w '-]{2,40}"?)?$/u,
  ],
  Faraday: ['the server responded with status ', /^the server responded with status (\d{3})(?: .*)?$/u],
  Guzzle: [' error: `', /^(?:Client|Server) error: `[^`]*` resulted in a `(\d{3}) [^`]*` response\b.*$/u],
  reqwest: ['HTTP status ', /^HTTP status (?:client|server) error \((\d{3})[^)]*\) for url .*$/u],
  curl: [
    'The requested URL returned error: ',
    /^(?:curl: \(22\) )?The requested URL returned error: (\d{3})(?: .*)?$/u,
  ],
  programs: [
    '',
    /^HTTP(?: error!?|\/[\d.]+)?[ :,-]{1,3}(?:status(?: code)?[ :=]{1,3})?(\d{3})(?:[ :-]{1,3}[A-Z][\w '-]{2,40})?$/i,
  ],
  'programs 2': [' (HTTP ', /^[A-Z][\w '-]{2,40} \(HTTP (\d{3})\)\.?$/u],
} satisfies Readonly<Record<string, SignedPattern>>;

/** The words of HTTP for a failed status. */
export const statusPhrases =
  'Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable|Request Timeout|Conflict|Gone|Payload Too Large|Unprocessable(?: Entity| Content)?|Too Many Requests|Internal Server Error|Not Implemented|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out';

const mayBeStatus = /[45]\d\d/;
const hasFirstDigit = createCharacterTest('45');
const linesIn = createRuleFinder(Object.values(statusLines));

/** The status of a line that says nothing but a failed status. */
export function statusOnly(line: string): string | undefined {
  if (line === last.line) return last.status;
  const status = findStatus(line);
  last = { line, status };
  return status;
}

/** One failure's line is asked about several times. */
let last: { readonly line: string; readonly status?: string } = { line: '' };

function findStatus(line: string): string | undefined {
  if (line.length > 500 || !hasFirstDigit(line) || !mayBeStatus.test(line)) return undefined;
  for (const [, pattern] of linesIn(line)) {
    const status = pattern.exec(line)?.[1];
    if (status !== undefined && /^[45]/u.test(status)) return status;
  }
  return undefined;
}

/** Whether a message is only a failed status, in a number or in the words of HTTP: `Bad Request`. */
export function saysOnlyStatus(message: string): boolean {
  return statusOnly(message) !== undefined || phrase.test(message);
}

const phrase = new RegExp(`^(?:${statusPhrases})\\.?$`, 'i');

/** What clients of HTTP say of any failed call, besides the name of the service. */
const anyCall =
  /https?:\/\/\S+|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE)\b(?: \/\S*)?|\b(?:an?|api|bad|call|client|code|error|errors|failed|failure|fetch|from|got|https?|in|invalid|non|not|occurred|ok|on|received|request|rest|responded|response|returned|server|service|status|successful|the|to|unexpected|unsuccessful|was|with|xx|exception)\b|\b[1-5]\d\d\b|2xx|[^\w\s]+/gi;
const longestCall = 200;

/** Whether a message is only that a call failed, so that the answer says more: `Zoom API error`. */
export function saysOnlyFailure(message: string): boolean {
  if (message.length > longestCall) return false;
  if (saysOnlyStatus(message)) return true;
  const others = message.replace(anyCall, ' ').trim();
  return others.length < message.trim().length && !/\s/u.test(others);
}
