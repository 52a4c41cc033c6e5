import { cutText } from '../text/cut-text.ts';
import { createRuleFinder } from './signs.ts';

type AnswerFormat = {
  readonly name: string;
  /** A text, the message in it and the code in it. */
  readonly example: readonly [string, string, string?];
  readonly sign?: string;
  /** With the groups `message`, or `other`, and `code`. */
  readonly pattern: RegExp;
};

/** In the order in which they wrap each other, the outermost first. */
export const answerFormats: readonly AnswerFormat[] = [
  {
    name: 'gRPC in Go',
    example: [
      'rpc error: code = Unavailable desc = no healthy upstream',
      'no healthy upstream',
      'Unavailable',
    ],
    pattern: /rpc error: code = (?<code>\w+) desc = (?<message>.+)$/su,
  },
  {
    name: 'transport of gRPC in Go',
    example: [
      'connection error: desc = "transport: authentication handshake failed"',
      'transport: authentication handshake failed',
    ],
    pattern: /\bdesc = "(?<message>.+)"$/su,
  },
  {
    name: 'gRPC in Python',
    example: [
      '<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "no route"\n>',
      'no route',
      'UNAVAILABLE',
    ],
    pattern: /status = StatusCode\.(?<code>\w+)\s+details = "(?<message>(?:[^"\\]|\\.)*)"/su,
  },
  {
    name: 'gRPC in .NET',
    example: ['Status(StatusCode="NotFound", Detail="no such basket")', 'no such basket', 'NotFound'],
    pattern: /Status\(StatusCode="?(?<code>\w+)"?, Detail="(?<message>(?:[^"\\]|\\.)*)"/su,
  },
  {
    name: 'gRPC in Node and Java',
    example: ['5 NOT_FOUND: no such basket', 'no such basket'],
    pattern:
      /(?:^|[ .])(?:CANCELLED|UNKNOWN|INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS|UNAUTHENTICATED): (?<message>.+)$/su,
  },
  {
    name: 'AWS in Python',
    example: [
      'An error occurred (NoSuchKey) when calling the GetObject operation: The key does not exist.',
      'The key does not exist.',
      'NoSuchKey',
    ],
    pattern:
      /An error occurred \((?<code>[\w.]+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (?<message>.+)$/su,
  },
  {
    name: 'AWS in Go',
    example: [
      'operation error S3: PutObject, https response error StatusCode: 403, RequestID: 7F, HostID: x, api error AccessDenied: Access Denied',
      'Access Denied',
      'AccessDenied',
    ],
    pattern: /operation error [^:]{1,60}: \w+, .{0,400}?\bapi error (?<code>\w+): (?<message>.*)$/su,
  },
  {
    name: 'AWS in Java',
    example: [
      'The key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: 7F)',
      'The key does not exist.',
      'NoSuchKey',
    ],
    pattern:
      /^(?<message>.+?) \(Service: [^;,]{1,60}[;,] Status Code: \d+(?:; Error Code: (?<code>\w+))?[;,].*$/su,
  },
  {
    name: 'CloudFormation',
    example: [
      'Resource handler returned message: "the bucket is not empty" (RequestToken: 7f, HandlerErrorCode: GeneralServiceException)',
      'the bucket is not empty',
      'GeneralServiceException',
    ],
    pattern: /returned message: "(?<message>.+)" \(RequestToken: [\w-]+, HandlerErrorCode: (?<code>\w+)\)/su,
  },
  {
    name: 'Google in Go',
    example: [
      'googleapi: Error 403: Quota exceeded for the project, rateLimitExceeded',
      'Quota exceeded for the project',
      'rateLimitExceeded',
    ],
    pattern: /googleapi: Error \d{3}: (?<message>.+?)(?:, (?<code>[a-z]\w+))?$/su,
  },
  {
    name: 'several errors of .NET',
    example: ['One or more errors occurred. (no such basket)', 'no such basket'],
    pattern: /One or more errors occurred\. \((?<message>[^\n]+?)\)(?: \(|$)/su,
  },
  {
    name: 'an uncaught exception of Java',
    example: ['Exception in thread "main" java.io.IOException: disk is gone', 'disk is gone'],
    pattern: /^Exception in thread "[^"]{0,100}" (?:[\w$]+\.)+[\w$]+: (?<message>[^\n]+)/u,
  },
  {
    name: 'a task of Spark',
    example: [
      'Job aborted due to stage failure: Task 3 in stage 7.0 failed 4 times, most recent failure: Lost task 3.3 in stage 7.0 (TID 9) (10.0.0.7 executor 1): a.StockException: sold out',
      'a.StockException: sold out',
    ],
    pattern:
      /most recent failure: Lost task [\d.]+ in stage [\d.]+ \(TID \d+\)(?: \([^()\n]{1,100}\)|, [^:\n]{1,100})?: (?<message>[^\n]+)/u,
  },
  {
    name: 'Java in Python',
    example: [
      'An error occurred while calling o77.load.\n: java.io.IOException: disk is gone',
      'disk is gone',
    ],
    pattern: /An error occurred while calling \S{1,200}\n: (?:[\w$]+\.)+[\w$]+: (?<message>[^\n]+)/u,
  },
  {
    name: 'a request of Rust',
    example: [
      'error sending request for url (https://a.example/): client error (Connect): no route',
      'no route',
    ],
    pattern:
      /error sending request for url \([^)]*\): (?:client error \([^)]*\): |error trying to connect: |dns error: |tcp connect error: )*(?<message>[^\n]+)/u,
  },
  {
    name: 'a panic of Rust',
    example: ["thread 'main' panicked at src/main.rs:3:5:\nno stock left", 'no stock left'],
    pattern:
      /thread '[^']{0,80}' (?:\(\d+\) )?panicked at (?:'(?<message>.+)', \S+:\d+:\d+|[^\n]{1,200}:\d+:\d+:\n(?<other>[^\n]+))/su,
  },
  {
    name: 'a panic of a task of Rust',
    example: ['task 12 panicked with message "no stock left"', 'no stock left'],
    pattern: /\btask \d+ panicked with message "(?<message>[^"]+)"/u,
  },
  {
    name: 'a result of Rust',
    example: [
      'called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file" }',
      'No such file',
      'NotFound',
    ],
    pattern:
      /` on an `Err` value: (?:\w+ \{.*?\bkind: (?<code>\w+), message: "(?<message>[^"]+)" \}|(?<other>.+))/su,
  },
  {
    name: 'an exception of PHP',
    example: [
      'PHP Fatal error:  Uncaught PDOException: no such table in /srv/app/db.php:17',
      'PDOException: no such table',
    ],
    pattern: /(?:^|: )(?:PHP )?Fatal error:\s+Uncaught (?<message>[^\n]+?) in \/\S+:\d+/u,
  },
  {
    name: 'PDO',
    example: [
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.sales' doesn't exist",
      "Table 'shop.sales' doesn't exist",
      '42S02',
    ],
    pattern:
      /SQLSTATE\[(?<code>\w{5})\](?: \[\d+\])?:? ?(?:[A-Z][\w ]{3,60}: )?(?:\d{1,5} )?(?<message>[^\n]+)/u,
  },
  {
    name: 'SQLAlchemy',
    example: [
      '(psycopg2.errors.UndefinedTable) relation "sales" does not exist',
      'relation "sales" does not exist',
    ],
    pattern: /(?:^|: )\([\w.]+\.[\w.]+(?:Error|Exception|Violation|[a-z][A-Z]\w+)\) (?<message>[^\n]+)/u,
  },
  {
    name: 'the code of PostgreSQL at the end',
    example: [
      'ERROR: relation "sales" does not exist (SQLSTATE 42P01)',
      'relation "sales" does not exist',
      '42P01',
    ],
    pattern: /(?:ERROR|FATAL): +(?<message>[^\n]+?) \(SQLSTATE (?<code>\w{5})\)/u,
  },
  {
    name: 'PostgreSQL in Go and .NET',
    example: ['42P01: relation "sales" does not exist', 'relation "sales" does not exist', '42P01'],
    pattern:
      /(?:^|: )(?:pq|(?<code>(?:0[8A]|2[1-8]|3[DF]|4[0-4]|5[3-8]|XX|P0)[\dPV][\dA-Z]{2})): (?<message>[^\n]+)/u,
  },
  {
    name: 'the code of MySQL in the middle',
    example: ["ERROR 1045 (28000): Access denied for user 'ada'", "Access denied for user 'ada'", '28000'],
    sign: '): ',
    pattern: /\b(?:ERROR|Error) \d{4} \((?<code>\w{5})\)(?: at line \d+)?: (?<message>[^\n]+)/u,
  },
  {
    name: 'Azure in its tools',
    example: [
      '(AuthorizationFailed) The client may not read it.',
      'The client may not read it.',
      'AuthorizationFailed',
    ],
    pattern: /^\((?<code>[A-Z][A-Za-z]{5,60})\) (?<message>[A-Z][^\n]+)/u,
  },
  {
    name: 'MySQL in Python',
    example: ['(1054, "Unknown column \'totl\'")', "Unknown column 'totl'"],
    pattern: /^\(\d{4}, ["'](?<message>.+)["']\)$/su,
  },
  {
    name: 'MariaDB in Node and Java',
    example: ['(conn=17, no: 1054, SQLState: 42S22) Unknown column totl', 'Unknown column totl', '42S22'],
    pattern: /\(conn=-?\d+, no: \d+, SQLState: (?<code>\w{5})\) (?<message>[^\n]+)/u,
  },
  {
    name: 'the code of Snowflake at the start',
    example: ['001003 (42S02): no such table', 'no such table', '42S02'],
    pattern: /^\d{6} \((?<code>\w{5})\): (?:[\da-f-]{36}: )?(?<message>.+)$/su,
  },
  {
    name: 'an error of Elixir',
    example: [
      '** (EXIT from #PID<0.98.0>) an exception was raised:\n    ** (KeyError) key :sku not found',
      'key :sku not found',
      'KeyError',
    ],
    pattern: /^.*\*\* \((?<code>[\w.]+)\) (?<message>[^\n]+)/su,
  },
  {
    name: 'a log line in logfmt',
    example: ['level=error msg="worker stopped" err="no such basket"', 'no such basket'],
    sign: 'level=',
    pattern:
      /\blevel="?(?:err|crit|alert|emerg|fatal|panic)\w*"? (?:[^\n]*\berr(?:or)?="(?<message>(?:[^"\\\n]|\\.)+)"|[^\n]*\bmsg="(?<other>(?:[^"\\\n]|\\.)+)")/iu,
  },
  {
    name: 'MCP',
    example: ['MCP error -32602: no tool of this name is known', 'no tool of this name is known', '-32602'],
    pattern: /\bMCP error (?:-32603|(?<code>-\d+)): (?<message>.+)$/su,
  },
];

type PrintedAnswer = { readonly message: string; readonly code?: string };

const mostLayers = 4;
/** In UTF-16 units. */
const longestRead = 4_000;

/** The message inside all formats that wrap it, and the innermost code. */
export function printedAnswer(text: string): PrintedAnswer | undefined {
  let told: PrintedAnswer | undefined;
  for (let layers = 0; layers < mostLayers; layers += 1) {
    const next = inOneFormat(told?.message ?? cutText(text, longestRead));
    if (!next) break;
    told = { message: next.message, code: next.code ?? told?.code };
  }
  return told;
}

const formatsIn = createRuleFinder(answerFormats);

function inOneFormat(text: string): PrintedAnswer | undefined {
  for (const { pattern } of formatsIn(text)) {
    const { code, message, other } = pattern.exec(text)?.groups ?? {};
    const told = (message ?? other)?.trim();
    if (told) return { code, message: withoutEscapes(told) };
  }
  return undefined;
}

/** Unescapes a text whose every quote is escaped, as in a quoted value. */
function withoutEscapes(text: string): string {
  return text.includes('\\"') && !/(?<!\\)"/u.test(text) ? text.replaceAll('\\"', '"') : text;
}
