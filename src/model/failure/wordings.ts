import { quotedNames, violationOf } from './constraint.ts';
import type { FailureFacts } from './failure-facts.ts';
import { createCharacterTest } from './signs.ts';

type Wording = {
  readonly code: string;
  readonly example: string;
  readonly source: string;
  readonly words: RegExp;
};

const connectTimedOut =
  /\bconnect(?:ion)? timed out\b|\bConnection to \S+ timed out\b|\bdial \w+ \S+: i\/o timeout\b|\(execution expired\)$|\bNet::OpenTimeout\b|\bconnected party did not properly respond\b|\bConnect Timeout Error\b/i;

export const wordings: readonly Wording[] = [
  {
    code: 'ECONNREFUSED',
    example: 'dial tcp 10.0.0.7:5432: connect: connection refused',
    source: 'POSIX strerror, Go, Java, libmysqlclient',
    words:
      /\bconnection refused\b|\bconnection to \S+ refused\b|\bconnect to (?:local )?MySQL server on '[^']*' \(111\)|\bcould(?: not|n't) connect to server$|\b(?:os error|Errno|WinError) (?:111|61|10061)\b/i,
  },
  {
    code: 'ECONNREFUSED',
    example: 'No connection could be made because the target machine actively refused it.',
    source: 'Windows Sockets, WSAECONNREFUSED',
    words: /\bactively refused it\b/i,
  },
  {
    code: 'ECONNRESET',
    example: 'read: connection reset by peer',
    source: 'POSIX strerror, Go; Node for its own sockets',
    words:
      /\bconnection reset by peer\b|\bSocketException:? connection reset\b|\bconnection reset$|\bsocket hang up$|\bforcibly closed by the remote host\b|\b(?:os error|Errno|WinError) (?:104|54|10054)\b/i,
  },
  {
    code: 'CONNECTION_CLOSED',
    example: 'Remote end closed connection without response',
    source: 'undici, Python, curl, hyper, httpx, Java, Go, .NET, Ruby, libpq, pg, MySQL',
    words:
      /\bother side closed$|\bRemote end closed connection without response\b|\bEmpty reply from server\b|\bconnection closed before message completed\b|\bServer disconnected(?: without sending a response)?\b|\bUnexpected end of file from server\b|\b(?:Get|Head|Post|Put|Patch|Delete) "[^"]{1,300}": EOF$|\bThe response ended prematurely\b|\bend of file reached\b|\bserver closed the connection\b|\bConnection terminated unexpectedly\b|\bLost connection to MySQL server\b|\bserver has gone away\b|\bSYSCALL error: EOF detected\b|\bNoHttpResponseException\b/,
  },
  {
    code: 'ENOTFOUND',
    example: 'lookup db.internal on 10.0.0.2:53: no such host',
    source: 'getaddrinfo, Java, Go, curl, libpq',
    words:
      /\bname or service not known\b|\bunknown ?host(?:exception)?\b|: no such host\b|\bcould not resolve host\b|\bnodename nor servname provided\b|\bno address associated with hostname\b|\bno such host is known\b|\bremote name could not be resolved\b|\bgetaddrinfo failed$|\bname does not resolve\b/i,
  },
  {
    code: 'EAI_AGAIN',
    example: 'Temporary failure in name resolution',
    source: 'getaddrinfo',
    words: /\btemporary failure in name resolution\b/i,
  },
  {
    code: 'ETIMEDOUT',
    example: 'dial tcp 10.0.0.7:443: i/o timeout',
    source: 'POSIX strerror, Go, Java, urllib3, Ruby, undici',
    words: connectTimedOut,
  },
  {
    code: 'ESOCKETTIMEDOUT',
    example: 'HTTPSConnectionPool(host=a.example, port=443): Read timed out. (read timeout=29)',
    source: 'axios, urllib3, Java, Go, .NET, Ruby, httpx, curl',
    words:
      /\btimeout of \d+ ?ms exceeded$|\bread timed out\b|\bOperation timed out after \d+ milliseconds\b|\bClient\.Timeout exceeded\b|\bHttpClient\.Timeout of\b|\bNet::ReadTimeout\b|\bReadTimeout\b/i,
  },
  {
    code: 'DEADLINE_EXCEEDED',
    example: 'Post "https://a.example/": context deadline exceeded',
    source: 'Go, gRPC',
    words: /\bcontext deadline exceeded\b/,
  },
  {
    code: 'EHOSTUNREACH',
    example: 'connect: no route to host',
    source: 'POSIX strerror',
    words: /\bno route to host\b/i,
  },
  {
    code: 'ENOSPC',
    example: 'write /var/lib/a.db: no space left on device',
    source: 'POSIX strerror; Windows, ERROR_DISK_FULL',
    words: /\bno space left on device\b|\bnot enough space on the disk\b|\bos error (?:28|112)\b/i,
  },
  {
    code: 'EMFILE',
    example: 'open a.csv: too many open files',
    source: 'POSIX strerror',
    words: /\btoo many open files\b/i,
  },
  {
    code: 'EADDRINUSE',
    example: 'listen tcp :8080: bind: address already in use',
    source: 'POSIX strerror; Windows Sockets, WSAEADDRINUSE',
    words: /\baddress already in use\b|\bonly one usage of each socket address\b/i,
  },
  {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    example: 'self-signed certificate in certificate chain',
    source: 'OpenSSL',
    words: /\bself.signed certificate in certificate chain\b/i,
  },
  {
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    example: 'self signed certificate',
    source: 'OpenSSL',
    words: /\bself.signed certificate\b/i,
  },
  {
    code: 'CERT_HAS_EXPIRED',
    example: 'x509: certificate has expired or is not yet valid',
    source: 'OpenSSL, Go, rustls, .NET, Java',
    words:
      /\bcertificate has expired\b|\bpeer certificate: Expired\b|: NotTimeValid\b|\bCertPathValidatorException: validity check failed\b|\bCertificateExpiredException\b/i,
  },
  {
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    example: 'unable to verify the first certificate',
    source: 'OpenSSL',
    words:
      /\bunable to verify the first certificate\b|\bunable to get local issuer certificate\b|\bcertificate signed by unknown authority\b|\bpeer certificate: UnknownIssuer\b|: (?:PartialChain|UntrustedRoot)\b|\bPKIX path building failed\b|\bunable to find valid certification path\b/i,
  },
  {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    example: 'x509: certificate is valid for b.example, not a.example',
    source: 'Node, Go, OpenSSL, Java',
    words:
      /\bdoes not match certificate's altnames\b|\bcertificate is valid for .{1,200}, not \S|\bHostname mismatch, certificate\b|\bNo subject alternative (?:DNS )?name\b|\bpeer certificate: (?:NotValidForName|certificate not valid for name)\b|\bRemoteCertificateNameMismatch\b/,
  },
  {
    code: 'SMTP 5.7.8',
    example: '535 5.7.8 Error: authentication failed: (reason unavailable)',
    source: 'RFC 4954',
    words: /\b535[ -]5\.7\.8\b/,
  },
  {
    code: '40P01',
    example: 'deadlock detected',
    source: 'PostgreSQL, MySQL',
    words: /\bdeadlock detected\b|\bdeadlock found when trying to get lock\b/i,
  },
  {
    code: '40001',
    example: 'could not serialize access due to concurrent update',
    source: 'PostgreSQL',
    words: /\bcould not serialize access\b/i,
  },
  {
    code: '55P03',
    example: 'canceling statement due to lock timeout',
    source: 'PostgreSQL, MySQL',
    words: /\bcanceling statement due to lock timeout\b|\block wait timeout exceeded\b/i,
  },
  {
    code: '28P01',
    example: 'password authentication failed for user "ada"',
    source: 'PostgreSQL, SQL Server',
    words: /\bpassword authentication failed\b|\blogin failed for user\b/i,
  },
  {
    code: '28000',
    example: "Access denied for user 'ada'@'10.0.0.7' (using password: YES)",
    source: 'MySQL',
    words: /\bAccess denied for user '[^']{0,80}'@'[^']{0,200}' \(using password\b/,
  },
  {
    code: 'STATEMENT_TIMEOUT',
    example: 'canceling statement due to statement timeout',
    source: 'PostgreSQL, MySQL, MariaDB, SQL Server, SQLite',
    words:
      /\bcanceling statement due to statement timeout\b|\bmaximum statement execution time exceeded\b|\bmax_statement_time exceeded\b|\bExecution Timeout Expired\b/i,
  },
  {
    code: '53300',
    example: 'sorry, too many clients already',
    source: 'PostgreSQL',
    words: /\btoo many clients already\b|\bremaining connection slots\b|^(?:\S+ )?too many connections$/i,
  },
];

/** Any of them; the flag `u` would take sixty times as long. */
const anyWording = new RegExp(wordings.map(({ words }) => `(?:${words.source})`).join('|'), 'i');

/** Codes of connections and resources, for which each library has words of its own. */
const network =
  'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EPIPE EHOSTUNREACH ESOCKETTIMEDOUT ENETUNREACH EADDRINUSE ENOSPC EMFILE ENFILE ENOMEM EDQUOT DEADLINE_EXCEEDED'.split(
    ' ',
  );
const certificates = [
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'],
];
/** Codes of our own for what has none in any system. */
const ofWords = ['CONNECTION_CLOSED', 'SMTP 5.7.8', 'STATEMENT_TIMEOUT'];
const decisive: ReadonlySet<string> = new Set([...network, ...certificates, ...ofWords]);
const inText = new RegExp(String.raw`\b(?:${network.join('|')}|ENOENT|EACCES|EPERM|EEXIST)\b`, 'u');

/** Classes of SQLSTATE for connections, resources, conflicts of transactions, locks, refused logins. */
const sqlState = /^(?:08|28|40|53|55)[\dA-Z]{3}$/u;

/** The only words in which `ETIMEDOUT` is of a connection: programs use it for limits of their own. */
const connectionCode = /\b(?:connect|read|write) ETIMEDOUT\b|: ETIMEDOUT$/;

export type FailureCode = {
  readonly code?: string;
  readonly constraint?: string;
  /** Whether the code alone names the cause, so that the words do not count. */
  readonly isDecisive: boolean;
};

/** The code of a failure, of the constraint that it names, or of its words. */
export function failureCode(facts: FailureFacts, line: string): FailureCode {
  const { message, name, sqlServer } = facts;
  const code = sqlServer ?? facts.code;
  const violation = violationOf(message, code);
  if (violation) return { code: violation.sqlState, constraint: violation.constraint, isDecisive: true };
  if (sqlServer?.startsWith('SQL Server '))
    return { code, constraint: quotedNames(message), isDecisive: true };
  const found =
    codeIn(message) ?? (line === message ? undefined : codeIn(line)) ?? codeOfWords(`${name} ${message}`);
  const isFound = found !== undefined && (isOfSeveral(code) || !(code && isDecisiveCode(code)));
  const chosen = isFound ? found : code;
  const isLimit = chosen === 'ETIMEDOUT' && ![message, line].some(isOfConnection);
  return { code: chosen, isDecisive: chosen !== undefined && isDecisiveCode(chosen) && !isLimit };
}

/** MySQL has one SQLSTATE for deadlocks and conflicts, and one for every refused connection. */
function isOfSeveral(code: string | undefined): boolean {
  return code === '40001' || code === '08004';
}

const mayHaveCode = createCharacterTest('E');

function codeIn(text: string): string | undefined {
  return mayHaveCode(text) ? inText.exec(text)?.[0] : undefined;
}

function isOfConnection(text: string): boolean {
  return connectTimedOut.test(text) || connectionCode.test(text);
}

function codeOfWords(text: string): string | undefined {
  return anyWording.test(text) ? wordings.find(({ words }) => words.test(text))?.code : undefined;
}

function isDecisiveCode(code: string): boolean {
  return decisive.has(code) || sqlState.test(code);
}
