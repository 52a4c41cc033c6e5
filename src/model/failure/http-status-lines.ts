import { createCharacterTest, createRuleFinder } from './signs.ts';

/** How a library says that an answer had a failed status, and nothing else. */
type StatusLine = {
  readonly source: string;
  readonly example: string;
  /** Captures the status. */
  readonly pattern: RegExp;
};

export const statusLines: readonly StatusLine[] = [
  {
    source: 'axios, ky',
    example: 'Request failed with status code 503',
    pattern: /^Request failed with status code (\d{3})(?: .*)?$/u,
  },
  {
    source: 'requests',
    example: '503 Server Error: Service Unavailable for url: https://a.example/',
    pattern: /^(\d{3}) (?:Client|Server) Error: .{0,80} for url: .*$/u,
  },
  {
    source: 'got',
    example: 'Response code 503 (Service Unavailable)',
    pattern: /^Response code (\d{3})(?: \([^)]*\))?$/u,
  },
  {
    source: 'urllib',
    example: 'HTTP Error 503: Service Unavailable',
    pattern: /^HTTP Error (\d{3})(?:: [\w -]+)?$/u,
  },
  {
    source: 'httpx',
    example: "Server error '503 Service Unavailable' for url 'https://a.example/'",
    pattern: /^(?:Client|Server) error '(\d{3}) [^']*' for url .*$/u,
  },
  {
    source: 'aiohttp',
    example: "503, message='Service Unavailable', url='https://a.example/'",
    pattern: /^(\d{3}), message='[^']*', url=.*$/u,
  },
  {
    source: 'Java',
    example: 'Server returned HTTP response code: 503 for URL: https://a.example/',
    pattern: /^Server returned HTTP response code: (\d{3}) for URL: .*$/u,
  },
  {
    source: 'Spring',
    example: '503 Service Unavailable from GET https://a.example/',
    pattern: /^(\d{3}) [A-Z][\w -]{2,40}(?: from [A-Z]{3,7} \S+|: \[no body\])$/u,
  },
  {
    source: 'Feign',
    example: '[503 Service Unavailable] during [GET] to [https://a.example/] [Rates#get()]: []',
    pattern: /^\[(\d{3})[^\]]*\] during \[\w+\] to \[[^\]]*\] \[[^\]]*\]: \[\]$/u,
  },
  {
    source: '.NET',
    example: 'Response status code does not indicate success: 503 (Service Unavailable).',
    pattern: /^Response status code does not indicate success: (\d{3})(?: \([^)]*\))?\.?$/u,
  },
  {
    source: '.NET Framework',
    example: 'The remote server returned an error: (503) Server Unavailable.',
    pattern: /^The remote server returned an error: \((\d{3})\)[\w ]*\.?$/u,
  },
  {
    source: 'Ruby, Perl, Go',
    example: '503 "Service Unavailable"',
    pattern:
      /^(?:(?:unexpected|bad|got|wrong) (?:HTTP )?(?:response )?(?:status|code)(?: code)?:? )?([45]\d\d)(?: "?[A-Z][\w '-]{2,40}"?)?$/u,
  },
  {
    source: 'Faraday',
    example: 'the server responded with status 503',
    pattern: /^the server responded with status (\d{3})(?: .*)?$/u,
  },
  {
    source: 'Guzzle',
    example: 'Server error: `GET https://a.example/` resulted in a `503 Service Unavailable` response',
    pattern: /^(?:Client|Server) error: `[^`]*` resulted in a `(\d{3}) [^`]*` response\b.*$/u,
  },
  {
    source: 'reqwest',
    example: 'HTTP status server error (503 Service Unavailable) for url (https://a.example/)',
    pattern: /^HTTP status (?:client|server) error \((\d{3})[^)]*\) for url .*$/u,
  },
  {
    source: 'curl',
    example: 'The requested URL returned error: 503',
    pattern: /^(?:curl: \(22\) )?The requested URL returned error: (\d{3})(?: .*)?$/u,
  },
  {
    source: 'programs',
    example: 'HTTP error! status: 503',
    pattern:
      /^HTTP(?: error!?|\/[\d.]+)?[ :,-]{1,3}(?:status(?: code)?[ :=]{1,3})?(\d{3})(?:[ :-]{1,3}[A-Z][\w '-]{2,40})?$/i,
  },
  {
    source: 'programs',
    example: 'Service Unavailable (HTTP 503).',
    pattern: /^[A-Z][\w '-]{2,40} \(HTTP (\d{3})\)\.?$/u,
  },
];

export const statusPhrases =
  'Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable|Request Timeout|Conflict|Gone|Payload Too Large|Unprocessable(?: Entity| Content)?|Too Many Requests|Internal Server Error|Not Implemented|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out';

const mayBeStatus = /[45]\d\d/;
const hasFirstDigit = createCharacterTest('45');
const linesIn = createRuleFinder(statusLines);

export function statusOnly(line: string): string | undefined {
  if (line === last.line) return last.status;
  const status = findStatus(line);
  last = { line, status };
  return status;
}

/** Remembered, since several rules ask about the line of one failure. */
let last: { readonly line: string; readonly status?: string } = { line: '' };

function findStatus(line: string): string | undefined {
  if (line.length > 500 || !hasFirstDigit(line) || !mayBeStatus.test(line)) return undefined;
  for (const { pattern } of linesIn(line)) {
    const status = pattern.exec(line)?.[1];
    if (status !== undefined && /^[45]/u.test(status)) return status;
  }
  return undefined;
}

/** Whether a message is only a failed status, as a number or a phrase such as `Bad Request`. */
export function saysOnlyStatus(message: string): boolean {
  return statusOnly(message) !== undefined || phrase.test(message);
}

const phrase = new RegExp(`^(?:${statusPhrases})\\.?$`, 'i');

/** Words that HTTP clients use of any failed call. */
const anyCall =
  /https?:\/\/\S+|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE)\b(?: \/\S*)?|\b(?:an?|api|bad|call|client|code|error|errors|failed|failure|fetch|from|got|https?|in|invalid|non|not|occurred|ok|on|received|request|rest|responded|response|returned|server|service|status|successful|the|to|unexpected|unsuccessful|was|with|xx|exception)\b|\b[1-5]\d\d\b|2xx|[^\w\s]+/gi;
const longestCall = 200;

/** Whether a message says only that a call failed, with at most the name of a service: `Zoom API error`. */
export function saysOnlyFailure(message: string): boolean {
  if (message.length > longestCall) return false;
  if (saysOnlyStatus(message)) return true;
  const others = message.replace(anyCall, ' ').trim();
  return others.length < message.trim().length && !/\s/u.test(others);
}
