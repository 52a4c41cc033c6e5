/** Examples of the rules that sign failures: the compiler finds a rule without one. */
import type { answerFormats } from '../../../src/model/failure/answer-formats.ts';
import type { browserWords } from '../../../src/model/failure/browser-words.ts';
import type { violationRules } from '../../../src/model/failure/constraint.ts';
import type { statusLines } from '../../../src/model/failure/http-status-lines.ts';
import type { chainFormats } from '../../../src/model/failure/printed-chains.ts';
import type { announcingLines, markedLines, silentLines } from '../../../src/model/failure/program-output.ts';
import type { saidRules } from '../../../src/model/failure/said.ts';
import type { libraryWords } from '../../../src/model/failure/same-words.ts';
import type { tails } from '../../../src/model/failure/tails.ts';
import type { workPrefixes } from '../../../src/model/failure/telling-line.ts';

type ExamplesOf<Rules, Example> = Readonly<Record<keyof Rules & string, Example>>;

/** A text, the message in it and the code in it. */
export const answerFormatsExamples: ExamplesOf<typeof answerFormats, readonly [string, string, string?]> = {
  'gRPC in Go': [
    'rpc error: code = Unavailable desc = no healthy upstream',
    'no healthy upstream',
    'Unavailable',
  ],
  'transport of gRPC in Go': [
    'connection error: desc = "transport: authentication handshake failed"',
    'transport: authentication handshake failed',
  ],
  'gRPC in Python': [
    '<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "no route"\n>',
    'no route',
    'UNAVAILABLE',
  ],
  'gRPC in .NET': ['Status(StatusCode="NotFound", Detail="no such basket")', 'no such basket', 'NotFound'],
  'gRPC in Node and Java': ['5 NOT_FOUND: no such basket', 'no such basket'],
  'AWS in Python': [
    'An error occurred (NoSuchKey) when calling the GetObject operation: The key does not exist.',
    'The key does not exist.',
    'NoSuchKey',
  ],
  'AWS in Go': [
    'operation error S3: PutObject, https response error StatusCode: 403, RequestID: 7F, HostID: x, api error AccessDenied: Access Denied',
    'Access Denied',
    'AccessDenied',
  ],
  'AWS in Java': [
    'The key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: 7F)',
    'The key does not exist.',
    'NoSuchKey',
  ],
  CloudFormation: [
    'Resource handler returned message: "the bucket is not empty" (RequestToken: 7f, HandlerErrorCode: GeneralServiceException)',
    'the bucket is not empty',
    'GeneralServiceException',
  ],
  'Google in Go': [
    'googleapi: Error 403: Quota exceeded for the project, rateLimitExceeded',
    'Quota exceeded for the project',
    'rateLimitExceeded',
  ],
  'several errors of .NET': ['One or more errors occurred. (no such basket)', 'no such basket'],
  'an uncaught exception of Java': [
    'Exception in thread "main" java.io.IOException: disk is gone',
    'disk is gone',
  ],
  'a task of Spark': [
    'Job aborted due to stage failure: Task 3 in stage 7.0 failed 4 times, most recent failure: Lost task 3.3 in stage 7.0 (TID 9) (10.0.0.7 executor 1): a.StockException: sold out',
    'a.StockException: sold out',
  ],
  'Java in Python': [
    'An error occurred while calling o77.load.\n: java.io.IOException: disk is gone',
    'disk is gone',
  ],
  'a request of Rust': [
    'error sending request for url (https://a.example/): client error (Connect): no route',
    'no route',
  ],
  'a panic of Rust': ["thread 'main' panicked at src/main.rs:3:5:\nno stock left", 'no stock left'],
  'a panic of a task of Rust': ['task 12 panicked with message "no stock left"', 'no stock left'],
  'a result of Rust': [
    'called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file" }',
    'No such file',
    'NotFound',
  ],
  'an exception of PHP': [
    'PHP Fatal error:  Uncaught PDOException: no such table in /srv/app/db.php:17',
    'PDOException: no such table',
  ],
  PDO: [
    "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.sales' doesn't exist",
    "Table 'shop.sales' doesn't exist",
    '42S02',
  ],
  SQLAlchemy: [
    '(psycopg2.errors.UndefinedTable) relation "sales" does not exist',
    'relation "sales" does not exist',
  ],
  'the code of PostgreSQL at the end': [
    'ERROR: relation "sales" does not exist (SQLSTATE 42P01)',
    'relation "sales" does not exist',
    '42P01',
  ],
  'PostgreSQL in Go and .NET': [
    '42P01: relation "sales" does not exist',
    'relation "sales" does not exist',
    '42P01',
  ],
  'the code of MySQL in the middle': [
    "ERROR 1045 (28000): Access denied for user 'ada'",
    "Access denied for user 'ada'",
    '28000',
  ],
  'Azure in its tools': [
    '(AuthorizationFailed) The client may not read it.',
    'The client may not read it.',
    'AuthorizationFailed',
  ],
  'MySQL in Python': ['(1054, "Unknown column \'totl\'")', "Unknown column 'totl'"],
  'MariaDB in Node and Java': [
    '(conn=17, no: 1054, SQLState: 42S22) Unknown column totl',
    'Unknown column totl',
    '42S22',
  ],
  'the code of Snowflake at the start': ['001003 (42S02): no such table', 'no such table', '42S02'],
  'an error of Elixir': [
    '** (EXIT from #PID<0.98.0>) an exception was raised:\n    ** (KeyError) key :sku not found',
    'key :sku not found',
    'KeyError',
  ],
  'a log line in logfmt': ['level=error msg="worker stopped" err="no such basket"', 'no such basket'],
  MCP: ['MCP error -32602: no tool of this name is known', 'no tool of this name is known', '-32602'],
};

/** A text, and the name of the constraint in it. */
export const violationRulesExamples: ExamplesOf<typeof violationRules, readonly [string, string]> = {
  'PostgreSQL: unique': ['duplicate key value violates unique constraint "orders_pkey"', 'orders_pkey'],
  'MySQL: unique': ["Doppelter Eintrag 'a-1' für Schlüssel 'orders.PRIMARY'", 'orders.PRIMARY'],
  'SQLite: unique': ['UNIQUE constraint failed: users.tenant, users.email', 'users.tenant, users.email'],
  'Prisma: unique': ['Unique constraint failed on the fields: (`tenant`,`email`)', 'tenant`,`email'],
  'SQL Server: unique': [
    "Violation of UNIQUE KEY constraint 'UQ_mail'. Cannot insert duplicate key in object 'dbo.users'.",
    'UQ_mail',
  ],
  'SQL Server in Japanese: unique': ["制約 'PK_Ledger' の PRIMARY KEY 違反。", 'PK_Ledger'],
  'Oracle: unique': ['ORA-00001: Unique Constraint (SHOP.ORDERS_PK) verletzt', 'SHOP.ORDERS_PK'],
  'Db2: unique': [
    'DB2 SQL Error: SQLCODE=-803, SQLSTATE=23505, SQLERRMC=2;SHOP.CLAIMS, DRIVER=4',
    'SHOP.CLAIMS',
  ],
  'Ecto: unique': [
    'constraint error when attempting to insert struct: "orders_no_index" (unique_constraint)',
    'orders_no_index',
  ],
  'Ecto: foreign key': [
    'constraint error when attempting to insert struct: "orders_ada_fkey" (foreign_key_constraint)',
    'orders_ada_fkey',
  ],
  'MongoDB: unique': [
    'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "a" }',
    'email_1',
  ],
  'PostgreSQL and MySQL: a row that others refer to': [
    'update or delete on table "users" violates foreign key constraint "orders_ada_fkey" on table "orders"',
    'orders_ada_fkey, still referenced',
  ],
  'PostgreSQL: foreign key': [
    'insert or update on table "orders" violates foreign key constraint "orders_ada_fkey"',
    'orders_ada_fkey',
  ],
  'MySQL: foreign key': [
    'a foreign key constraint fails (`shop`.`orders`, CONSTRAINT `orders_ibfk_1` FOREIGN KEY (`ada`))',
    'orders_ibfk_1',
  ],
  'SQL Server: foreign key': [
    'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_orders".',
    'FK_orders',
  ],
  'Oracle: a row that others refer to': [
    'ORA-02292: integrity constraint (SHOP.FK_ORDERS) violated - child record found',
    'SHOP.FK_ORDERS, still referenced',
  ],
  'Oracle: foreign key': [
    'ORA-02291: integrity constraint (SHOP.FK_ORDERS) violated - parent key not found',
    'SHOP.FK_ORDERS',
  ],
  'PostgreSQL: no value': [
    'null value in column "email" of relation "users" violates not-null constraint',
    'email of users',
  ],
  'MySQL: no value': ["Column 'email' cannot be null", 'email'],
  'SQLite: no value': ['NOT NULL constraint failed: users.email', 'users.email'],
  'SQL Server: no value': [
    "Cannot insert the value NULL into column 'email', table 'shop.dbo.users'; column does not allow nulls.",
    'email of shop.dbo.users',
  ],
  'Oracle: no value': [
    'ORA-01400: Einfügen von NULL in ("SHOP"."USERS"."EMAIL") nicht möglich',
    '"SHOP"."USERS"."EMAIL"',
  ],
  'Oracle: check': ['ORA-02290: check constraint (SHOP.QTY_POSITIVE) violated', 'SHOP.QTY_POSITIVE'],
  'a check, in most databases': [
    'new row for relation "orders" violates check constraint "qty_positive"',
    'qty_positive',
  ],
  'PostgreSQL: exclusion': ['conflicting key value violates exclusion constraint "no_overlap"', 'no_overlap'],
};

/** A text, and the innermost message in it. */
export const chainFormatsExamples: ExamplesOf<typeof chainFormats, readonly [string, string]> = {
  '.NET': [
    'System.InvalidOperationException: no price\n ---> System.IO.IOException: disk is gone\n   at A.B()',
    'disk is gone',
  ],
  Rust: ['Error: no rules\n\nCaused by:\n    0: cannot read rules\n    1: disk is gone', 'disk is gone'],
  Spring: [
    'Request failed; nested exception is a.StoreException: no store; nested exception is java.io.IOException: disk is gone',
    'disk is gone',
  ],
  Ruby: [
    "a.rb:3:in 'run': job 7 failed (JobFailed)\n\tfrom a.rb:9:in 'call'\nb.rb:4:in 'read': disk is gone (IOError)\n\tfrom b.rb:8:in 'all'",
    'disk is gone',
  ],
};

/** A text, and the message in it. */
export const workPrefixesExamples: ExamplesOf<typeof workPrefixes, readonly [string, string]> = {
  'a numbered worker': ['[mailer-3] no stock left', 'no stock left'],
  'a try': ['retry 2/5 of 17 failed - no stock left', 'no stock left'],
  'the number of tries': ['send-mail gave up after 3 attempts: no stock left', 'no stock left'],
  'a kind of work': ['job 17 crashed: no stock left', 'no stock left'],
  'work with its id, as a sentence': ['Unable to finish send-mail (17). no stock left', 'no stock left'],
  'what was done meanwhile': ['error while running send-mail: no stock left', 'no stock left'],
};

/** What somebody says, and the form that counts. */
export const libraryWordsExamples: ExamplesOf<typeof libraryWords, readonly [string, string]> = {
  'JSON of Node 18': [
    'Unexpected token < in JSON at position 0',
    "Unexpected token '<', <markup> is not valid JSON",
  ],
  'JSON of Node 18, of a text': [
    'Unexpected token a in JSON at position 7',
    'Unexpected token, <text> is not valid JSON',
  ],
  'JSON that is a page': [
    'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    "Unexpected token '<', <markup> is not valid JSON",
  ],
  'JSON that is a text': [
    'Unexpected token \'I\', "I am "... is not valid JSON',
    'Unexpected token, <text> is not valid JSON',
  ],
  'a place in JSON': ['Unterminated string in JSON at position 17', 'Unterminated string in JSON'],
  'a regular expression': [
    'Invalid regular expression: /(/u: Unterminated group',
    'Invalid regular expression: Unterminated group',
  ],
  'a class that a bundler renamed': [
    "Class constructor a cannot be invoked without 'new'",
    "Class constructor … cannot be invoked without 'new'",
  ],
  'no constructor': ['e is not a constructor', '<name> is not a constructor'],
  'no function': ['e.cart.total is not a function', '<name>.total is not a function'],
  OpenSSL: [
    'C0126C2F:error:0A00010B:SSL routines:f:wrong version number:a.c:77:',
    'SSL routines: wrong version number',
  ],
  'JSON of Python': [
    'Out of range float values are not JSON compliant: nan',
    'Out of range float values are not JSON compliant',
  ],
  'an attribute in Python 3.12': [
    "'A' object has no attribute 'b' and no __dict__ for setting",
    "'A' object has no attribute 'b'",
  ],
  'the code of SQLite': ['SQLITE_BUSY: database is locked', 'database is locked'],
  'a file in Node': ["ENOENT: no such file or directory, open 'a.csv'", "ENOENT: 'a.csv'"],
  'a file in Go': ['open a.csv: no such file or directory', "No such file or directory: 'a.csv'"],
  'a file that Go may not read': ['open a.csv: permission denied', "Permission denied: 'a.csv'"],
  'a file in Java': ['a.csv (No such file or directory)', "No such file or directory: 'a.csv'"],
  'a file that Java may not read': ['a.csv (Permission denied)', "Permission denied: 'a.csv'"],
  'a file in PHP': [
    'fopen(a.csv): Failed to open stream: No such file or directory',
    "No such file or directory: 'a.csv'",
  ],
  'a file in Ruby': ['No such file or directory @ rb_sysopen - a.csv', "No such file or directory: 'a.csv'"],
  'a file in .NET': ["Could not find file '/srv/a.csv'.", "No such file or directory: '/srv/a.csv'"],
  'a file that .NET may not read': [
    "Access to the path '/srv/a.csv' is denied.",
    "Permission denied: '/srv/a.csv'",
  ],
  'a page that was closed': [
    'locator.click: Target page, context or browser has been closed',
    'Target page, context or browser has been closed',
  ],
  'Selenium in Python': ['Message: no such element', 'no such element'],
  'SQL before a message': [
    'insert into "users" ("mail") values ($1) - relation "users" does not exist',
    'relation "users" does not exist',
  ],
  'a refused push of git': ['! [rejected] main -> main (fetch first)', 'rejected: fetch first'],
  'who imported': ["Cannot find package 'a' imported from /srv/b.js", "Cannot find package 'a'"],
  urllib: ['<urlopen error timed out>', 'timed out'],
  'what cannot be cloned': ['() => total could not be cloned.', '<code> could not be cloned.'],
  'quotes of Ruby before 3.4': ["no key `total' in it", "no key 'total' in it"],
  'an object of Ruby': ["undefined method 'total' for an instance of Cart", "undefined method 'total'"],
};

/** What a browser says, and the form that counts. */
export const browserWordsExamples: ExamplesOf<typeof browserWords, readonly [string, string]> = {
  'a property of nothing: Chrome before 92': [
    "Cannot read property 'total' of undefined",
    "Cannot read properties of undefined (reading 'total')",
  ],
  'a property of nothing: Firefox': [
    'can\'t access property "total", e is undefined',
    "Cannot read properties of undefined (reading 'total')",
  ],
  'a property of nothing: Safari': [
    "undefined is not an object (evaluating 'e.cart.total')",
    "Cannot read properties of undefined (reading 'total')",
  ],
  'a property of nothing, written': [
    "Cannot set properties of null (setting 'total')",
    "Cannot read properties of null (reading 'total')",
  ],
  'a request': ['NetworkError when attempting to fetch resource.', 'Failed to fetch'],
  'a request: Safari': ['Load failed', 'Failed to fetch'],
  'a module': [
    'error loading dynamically imported module: https://a.example/b.js',
    'Failed to fetch dynamically imported module',
  ],
  'an iteration': ['e.lines is not iterable', '<name>.lines is not iterable'],
  'an iteration: Safari': [
    "undefined is not a function (near '...n of e.lines...')",
    '<name>.lines is not iterable',
  ],
  'a constant': ["invalid assignment to const 'n'", 'Assignment to constant variable.'],
  BigInt: ["can't convert BigInt to number", 'Cannot mix BigInt and other types'],
  'a name that is not known': ["Can't find variable: total", 'total is not defined'],
  'a name before its value': [
    "can't access lexical declaration 'n' before initialization",
    'Cannot access a variable before initialization',
  ],
  'endless recursion': ['too much recursion', 'Maximum call stack size exceeded'],
  'a circle in JSON': [
    'JSON.stringify cannot serialize cyclic structures.',
    'Converting circular structure to JSON',
  ],
  'JSON that ends early': ['JSON Parse error: Unexpected EOF', 'Unexpected end of JSON input'],
  'JSON that is a page: Safari, Firefox': [
    "JSON Parse error: Unrecognized token '<'",
    "Unexpected token '<', <markup> is not valid JSON",
  ],
  'an invalid date': ['invalid date', 'Invalid time value'],
  'a length of a list': ['Array size is not a small enough positive integer.', 'Invalid array length'],
  'an address': ['malformed URI sequence', 'URI malformed'],
  'an address that is not one': ["Failed to construct 'URL': Invalid URL", 'Invalid URL'],
  'an empty list': [
    'reduce of empty array with no initial value',
    'Reduce of empty array with no initial value',
  ],
  'nothing as an object': ["can't convert undefined to object", 'Cannot convert undefined or null to object'],
  'a full storage': ['The quota has been exceeded.', 'The quota has been exceeded'],
  'a storage that is off': [
    "Failed to read the 'localStorage' property from 'Window': Access is denied for this document.",
    'The operation is insecure.',
  ],
  'a node elsewhere': [
    "Failed to execute 'removeChild' on 'Node': The node to be removed is not a child of this node.",
    'Node.removeChild: not a child of this node',
  ],
  'what cannot be sent': [
    "Failed to execute 'postMessage' on 'Worker': () => {} could not be cloned.",
    'The object could not be cloned.',
  ],
  'a canceled request': ['The user aborted a request.', 'The operation was aborted'],
  'a permission that was not given': [
    'The request is not allowed by the user agent or the platform in the current context.',
    'Permission denied',
  ],
  'a limit of time': ['signal timed out', 'The operation timed out.'],
  'a selector': [
    "Failed to execute 'querySelector' on 'Document': '#1' is not a valid selector.",
    '<text> is not a valid selector',
  ],
  'a frozen object': ['"total" is read-only', "Cannot assign to read only property 'total'"],
  'a sealed object': ['can\'t define property "total": Object is not extensible', 'object is not extensible'],
};

/** A line, and what is left of it. */
export const tailsExamples: ExamplesOf<typeof tails, readonly [string, string]> = {
  'the class of an error of Ruby': ["undefined method 'total' (NoMethodError)", "undefined method 'total'"],
  SQLSTATE: ['Path does not exist: a/b. SQLSTATE: 42K03', 'Path does not exist: a/b'],
  SQL: ['no such table: sales (Connection: shop, SQL: select * from "sales")', 'no such table: sales'],
  'SQL of Hibernate': [
    'could not prepare statement [no such table] [select a from b]; SQL [select a from b]',
    'could not prepare statement [no such table]',
  ],
  'ids of a request': ['Too many requests (request id: 7f3c)', 'Too many requests'],
  'where, in a language of scripts': ['no price at /srv/app/price.pl line 12.', 'no price'],
  'more of the same': ['email is taken (and 2 more errors)', 'email is taken'],
  'what there is instead': ['no column sku (found: name, price)', 'no column sku'],
  'a guess': ["No such payment: 'pay_7'; a similar object exists in test mode.", "No such payment: 'pay_7'"],
  'a page about it': ['the address is greylisted, see https://a.example/help', 'the address is greylisted'],
  'which server': ['the password is wrong. (redis://cache:6379)', 'the password is wrong.'],
  'an id after a sentence': ['Must use TLS first. tb0eum-aaby1q.50 - gsmtp', 'Must use TLS first.'],
  'what to do again': ['the period is open. Post a correction and try again.', 'the period is open.'],
  'advice in languages of Europe': ['Das Konto fehlt. Bitte prüfen Sie die Eingabe.', 'Das Konto fehlt.'],
  'advice in Chinese, Japanese and Korean': ['계좌가 없습니다. 고객센터에 문의하세요.', '계좌가 없습니다.'],
  advice: ['no route was found. Try a larger vehicle.', 'no route was found.'],
  'what a service notes of a request': [
    'the lock has expired. Reference:7f3c, Tracker:a9, Time:17 (LockLost).',
    'the lock has expired.',
  ],
};

/** Two templates that say the same. */
export const saidRulesExamples: ExamplesOf<typeof saidRules, readonly [string, string]> = {
  hosts: ['no answer from <address>', 'no answer from <host>'],
  'ids of any shape': ['no order <uuid> or PO-<n>', 'no order <hex> or <id>'],
  'plurals of -y': ['<n> entries are in <text>', '<n> entry is in <text>'],
  'plurals of -s': ['<n> taxes match <text>', '<n> tax matches <text>'],
  plurals: ['orders <n>: unpaid items', 'order <n>: unpaid item'],
  whose: ['orders <n> and their bills', 'order <n> and its bill'],
  'where in a text': ['the script stopped at line <n>, column <n>', 'the script stopped'],
  'verbs of plurals': ['orders <n> are late', 'order <n> is late'],
  'more of a list': ['no stock of <n> and <n> more', 'no stock of <n>'],
  'how long it took': ['no answer after <duration>', 'no answer'],
  'for which one': ['the bank answered 502 for order <n>', 'the bank answered 502'],
  'more of what varies': ['the container stopped, started <time>', 'the container stopped'],
  'what varies at the end': ['no bank entry: <text>', 'no bank entry: <n>'],
  'spaces in languages without them': ['订单 <n> 已关闭', '订单<n>已关闭'],
  'tuples of one': ['the shape is (<n>,)', 'the shape is (<n>)'],
  end: ['no stock left.', 'no stock left'],
};

export const statusLinesExamples: ExamplesOf<typeof statusLines, string> = {
  'axios, ky': 'Request failed with status code 503',
  requests: '503 Server Error: Service Unavailable for url: https://a.example/',
  got: 'Response code 503 (Service Unavailable)',
  urllib: 'HTTP Error 503: Service Unavailable',
  httpx: "Server error '503 Service Unavailable' for url 'https://a.example/'",
  aiohttp: "503, message='Service Unavailable', url='https://a.example/'",
  Java: 'Server returned HTTP response code: 503 for URL: https://a.example/',
  Spring: '503 Service Unavailable from GET https://a.example/',
  Feign: '[503 Service Unavailable] during [GET] to [https://a.example/] [Rates#get()]: []',
  '.NET': 'Response status code does not indicate success: 503 (Service Unavailable).',
  '.NET Framework': 'The remote server returned an error: (503) Server Unavailable.',
  'Ruby, Perl, Go': '503 "Service Unavailable"',
  Faraday: 'the server responded with status 503',
  Guzzle: 'Server error: `GET https://a.example/` resulted in a `503 Service Unavailable` response',
  reqwest: 'HTTP status server error (503 Service Unavailable) for url (https://a.example/)',
  curl: 'The requested URL returned error: 503',
  programs: 'HTTP error! status: 503',
  'programs 2': 'Service Unavailable (HTTP 503).',
};

export const silentLinesExamples: ExamplesOf<typeof silentLines, string> = {
  'a command': 'Command failed with exit code 2: node a.js',
  'an exit code': 'npm run build exited with code 1',
  'a place': '/srv/app/mail/7.ejs:1',
  'source, and what points into it': '>> 1| <p><%= total %></p>',
  'a build': 'FAILURE: Build failed with an exception.',
  'a failure without its reason': 'ERROR: Validate failed: Migrations have failed validation',
  'a statement, and its values': 'params: 17,2026-04-06',
  'a border': '╷',
  'a warning': '(node:1) Warning: old option',
  'a heading': '--- stderr ---',
  'a step of the work': 'Step 3/9 : RUN npm ci',
  'a log line of no failure': 'INFO - Marking task as FAILED',
  'what npm calls the failure': 'code ERESOLVE',
};

export const announcingLinesExamples: ExamplesOf<typeof announcingLines, string> = {
  'a model or a test of dbt': 'Database Error in model orders (models/orders.sql)',
  'a test': 'cart › adds up',
  'a task of Gradle': "Execution failed for task ':compileJava'.",
};

export const markedLinesExamples: ExamplesOf<typeof markedLines, string> = {
  'an uncaught exception of Java': 'Exception in thread "main" java.io.IOException: disk is gone',
  'a refused push of git': '! [rejected] main -> main (fetch first)',
  'a code of pnpm': 'ERR_PNPM_NO_PKG  No package',
  'a label': 'Error: creating S3 Bucket: BucketAlreadyExists',
  'a place and a label': 'src/a.ts(3,5): error TS2322: Type mismatch',
  'a place': './main.go:5:2: undefined: total',
  'words of failures': 'convert: no pixels in the image: failed',
};

/** A code, words for it, and who says them. */
export const wordingExamples: readonly (readonly [code: string, words: string, source: string])[] = [
  [
    'ECONNREFUSED',
    'dial tcp 10.0.0.7:5432: connect: connection refused',
    'POSIX strerror, Go, Java, libmysqlclient',
  ],
  [
    'ECONNREFUSED',
    'No connection could be made because the target machine actively refused it.',
    'Windows Sockets, WSAECONNREFUSED',
  ],
  ['ECONNRESET', 'read: connection reset by peer', 'POSIX strerror, Go; Node for its own sockets'],
  [
    'CONNECTION_CLOSED',
    'Remote end closed connection without response',
    'undici, Python, curl, hyper, httpx, Java, Go, .NET, Ruby, libpq, pg, MySQL',
  ],
  ['ENOTFOUND', 'lookup db.internal on 10.0.0.2:53: no such host', 'getaddrinfo, Java, Go, curl, libpq'],
  ['EAI_AGAIN', 'Temporary failure in name resolution', 'getaddrinfo'],
  ['ETIMEDOUT', 'dial tcp 10.0.0.7:443: i/o timeout', 'POSIX strerror, Go, Java, urllib3, Ruby, undici'],
  [
    'ESOCKETTIMEDOUT',
    'HTTPSConnectionPool(host=a.example, port=443): Read timed out. (read timeout=29)',
    'axios, urllib3, Java, Go, .NET, Ruby, httpx, curl',
  ],
  ['DEADLINE_EXCEEDED', 'Post "https://a.example/": context deadline exceeded', 'Go, gRPC'],
  ['EHOSTUNREACH', 'connect: no route to host', 'POSIX strerror'],
  ['ENOSPC', 'write /var/lib/a.db: no space left on device', 'POSIX strerror; Windows, ERROR_DISK_FULL'],
  ['EMFILE', 'open a.csv: too many open files', 'POSIX strerror'],
  [
    'EADDRINUSE',
    'listen tcp :8080: bind: address already in use',
    'POSIX strerror; Windows Sockets, WSAEADDRINUSE',
  ],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'OpenSSL'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self signed certificate', 'OpenSSL'],
  [
    'CERT_HAS_EXPIRED',
    'x509: certificate has expired or is not yet valid',
    'OpenSSL, Go, rustls, .NET, Java',
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', 'OpenSSL'],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'x509: certificate is valid for b.example, not a.example',
    'Node, Go, OpenSSL, Java',
  ],
  ['SMTP 5.7.8', '535 5.7.8 Error: authentication failed: (reason unavailable)', 'RFC 4954'],
  ['40P01', 'deadlock detected', 'PostgreSQL, MySQL'],
  ['40001', 'could not serialize access due to concurrent update', 'PostgreSQL'],
  ['55P03', 'canceling statement due to lock timeout', 'PostgreSQL, MySQL'],
  ['28P01', 'password authentication failed for user "ada"', 'PostgreSQL, SQL Server'],
  ['28000', "Access denied for user 'ada'@'10.0.0.7' (using password: YES)", 'MySQL'],
  [
    'STATEMENT_TIMEOUT',
    'canceling statement due to statement timeout',
    'PostgreSQL, MySQL, MariaDB, SQL Server, SQLite',
  ],
  ['53300', 'sorry, too many clients already', 'PostgreSQL'],
];
