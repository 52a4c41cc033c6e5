import { cutText } from '../text/cut-text.ts';
import { createRuleFinder, type SignedPattern } from './signs.ts';

/**
 * How libraries print the answer of a service in a message: by a sign that is in it, and a pattern with the
 * groups `message`, or `other`, and `code`. In the order in which they wrap each other, the outermost first.
 */
export const answerFormats = {
  'gRPC in Go': ['rpc error: ', /rpc error: code = (?<code>\w+) desc = (?<message>.+)$/su],
  'transport of gRPC in Go': ['desc = "', /\bdesc = "(?<message>.+)"$/su],
  'gRPC in Python': [
    'StatusCode.',
    /status = StatusCode\.(?<code>\w+)\s+details = "(?<message>(?:[^"\\]|\\.)*)"/su,
  ],
  'gRPC in .NET': [
    'Status(StatusCode=',
    /Status\(StatusCode="?(?<code>\w+)"?, Detail="(?<message>(?:[^"\\]|\\.)*)"/su,
  ],
  'gRPC in Node and Java': [
    ': ',
    /(?:^|[ .])(?:CANCELLED|UNKNOWN|INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS|UNAUTHENTICATED): (?<message>.+)$/su,
  ],
  'AWS in Python': [
    'An error occurred (',
    /An error occurred \((?<code>[\w.]+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (?<message>.+)$/su,
  ],
  'AWS in Go': [
    'api error ',
    /operation error [^:]{1,60}: \w+, .{0,400}?\bapi error (?<code>\w+): (?<message>.*)$/su,
  ],
  'AWS in Java': [
    '(Service: ',
    /^(?<message>.+?) \(Service: [^;,]{1,60}[;,] Status Code: \d+(?:; Error Code: (?<code>\w+))?[;,].*$/su,
  ],
  CloudFormation: [
    'HandlerErrorCode: ',
    /returned message: "(?<message>.+)" \(RequestToken: [\w-]+, HandlerErrorCode: (?<code>\w+)\)/su,
  ],
  'Google in Go': ['googleapi: Error ', /googleapi: Error \d{3}: (?<message>.+?)(?:, (?<code>[a-z]\w+))?$/su],
  'several errors of .NET': [
    'One or more errors occurred. (',
    /One or more errors occurred\. \((?<message>[^\n]+?)\)(?: \(|$)/su,
  ],
  'an uncaught exception of Java': [
    'Exception in thread "',
    /^Exception in thread "[^"]{0,100}" (?:[\w$]+\.)+[\w$]+: (?<message>[^\n]+)/u,
  ],
  'a task of Spark': [
    'most recent failure: ',
    /most recent failure: Lost task [\d.]+ in stage [\d.]+ \(TID \d+\)(?: \([^()\n]{1,100}\)|, [^:\n]{1,100})?: (?<message>[^\n]+)/u,
  ],
  'Java in Python': [
    'An error occurred while calling ',
    /An error occurred while calling \S{1,200}\n: (?:[\w$]+\.)+[\w$]+: (?<message>[^\n]+)/u,
  ],
  'a request of Rust': [
    'error sending request for url (',
    /error sending request for url \([^)]*\): (?:client error \([^)]*\): |error trying to connect: |dns error: |tcp connect error: )*(?<message>[^\n]+)/u,
  ],
  'a panic of Rust': [
    ' panicked at ',
    /thread '[^']{0,80}' (?:\(\d+\) )?panicked at (?:'(?<message>.+)', \S+:\d+:\d+|[^\n]{1,200}:\d+:\d+:\n(?<other>[^\n]+))/su,
  ],
  'a panic of a task of Rust': [
    ' panicked with message "',
    /\btask \d+ panicked with message "(?<message>[^"]+)"/u,
  ],
  'a result of Rust': [
    '` on an `Err` value: ',
    /` on an `Err` value: (?:\w+ \{.*?\bkind: (?<code>\w+), message: "(?<message>[^"]+)" \}|(?<other>.+))/su,
  ],
  'an exception of PHP': [
    'Uncaught ',
    /(?:^|: )(?:PHP )?Fatal error:\s+Uncaught (?<message>[^\n]+?) in \/\S+:\d+/u,
  ],
  PDO: [
    'SQLSTATE[',
    /SQLSTATE\[(?<code>\w{5})\](?: \[\d+\])?:? ?(?:[A-Z][\w ]{3,60}: )?(?:\d{1,5} )?(?<message>[^\n]+)/u,
  ],
  SQLAlchemy: [
    ') ',
    /(?:^|: )\([\w.]+\.[\w.]+(?:Error|Exception|Violation|[a-z][A-Z]\w+)\) (?<message>[^\n]+)/u,
  ],
  'the code of PostgreSQL at the end': [
    '(SQLSTATE ',
    /(?:ERROR|FATAL): +(?<message>[^\n]+?) \(SQLSTATE (?<code>\w{5})\)/u,
  ],
  'PostgreSQL in Go and .NET': [
    ': ',
    /(?:^|: )(?:pq|(?<code>(?:0[8A]|2[1-8]|3[DF]|4[0-4]|5[3-8]|XX|P0)[\dPV][\dA-Z]{2})): (?<message>[^\n]+)/u,
  ],
  'the code of MySQL in the middle': [
    '): ',
    /\b(?:ERROR|Error) \d{4} \((?<code>\w{5})\)(?: at line \d+)?: (?<message>[^\n]+)/u,
  ],
  'Azure in its tools': [') ', /^\((?<code>[A-Z][A-Za-z]{5,60})\) (?<message>[A-Z][^\n]+)/u],
  'MySQL in Python': [', ', /^\(\d{4}, ["'](?<message>.+)["']\)$/su],
  'MariaDB in Node and Java': [
    '(conn=',
    /\(conn=-?\d+, no: \d+, SQLState: (?<code>\w{5})\) (?<message>[^\n]+)/u,
  ],
  'the code of Snowflake at the start': [
    '): ',
    /^\d{6} \((?<code>\w{5})\): (?:[\da-f-]{36}: )?(?<message>.+)$/su,
  ],
  'an error of Elixir': ['** (', /^.*\*\* \((?<code>[\w.]+)\) (?<message>[^\n]+)/su],
  'a log line in logfmt': [
    'level=',
    /\blevel="?(?:err|crit|alert|emerg|fatal|panic)\w*"? (?:[^\n]*\berr(?:or)?="(?<message>(?:[^"\\\n]|\\.)+)"|[^\n]*\bmsg="(?<other>(?:[^"\\\n]|\\.)+)")/iu,
  ],
  MCP: ['MCP error ', /\bMCP error (?:-32603|(?<code>-\d+)): (?<message>.+)$/su],
} satisfies Readonly<Record<string, SignedPattern>>;

export type PrintedAnswer = { readonly message: string; readonly code?: string };

const mostLayers = 4;
/** In UTF-16 units. */
const longestRead = 4_000;

/** What a text says without the formats around it, and the innermost code. */
export function printedAnswer(text: string): PrintedAnswer | undefined {
  let told: PrintedAnswer | undefined;
  for (let layers = 0; layers < mostLayers; layers += 1) {
    const next = inOneFormat(told?.message ?? cutText(text, longestRead));
    if (!next) break;
    told = { message: next.message, code: next.code ?? told?.code };
  }
  return told;
}

const formatsIn = createRuleFinder(Object.values(answerFormats));

function inOneFormat(text: string): PrintedAnswer | undefined {
  for (const [, pattern] of formatsIn(text)) {
    const { code, message, other } = pattern.exec(text)?.groups ?? {};
    const told = (message ?? other)?.trim();
    if (told) return { code, message: withoutEscapes(told) };
  }
  return undefined;
}

/** A text of which every quote was escaped, as in a quoted value. */
function withoutEscapes(text: string): string {
  return text.includes('\\"') && !/(?<!\\)"/u.test(text) ? text.replaceAll('\\"', '"') : text;
}
