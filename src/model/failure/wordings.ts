import { quotedNames, violationOf } from './constraint.ts';
import type { FailureFacts } from './failure-facts.ts';
import { createCharacterTest } from './signs.ts';

const connectTimedOut =
  /\bconnect(?:ion)? timed out\b|\bConnection to \S+ timed out\b|\bdial \w+ \S+: i\/o timeout\b|\(execution expired\)$|\bNet::OpenTimeout\b|\bconnected party did not properly respond\b|\bConnect Timeout Error\b/i;

/** Words of systems and libraries for a cause that has a code, in the order in which they are looked for. */
export const wordings: readonly (readonly [code: string, words: RegExp])[] = [
  [
    'ECONNREFUSED',
    /\bconnection refused\b|\bconnection to \S+ refused\b|\bconnect to (?:local )?MySQL server on '[^']*' \(111\)|\bcould(?: not|n't) connect to server$|\b(?:os error|Errno|WinError) (?:111|61|10061)\b/i,
  ],
  ['ECONNREFUSED', /\bactively refused it\b/i],
  [
    'ECONNRESET',
    /\bconnection reset by peer\b|\bSocketException:? connection reset\b|\bconnection reset$|\bsocket hang up$|\bforcibly closed by the remote host\b|\b(?:os error|Errno|WinError) (?:104|54|10054)\b/i,
  ],
  [
    'CONNECTION_CLOSED',
    /\bother side closed$|\bRemote end closed connection without response\b|\bEmpty reply from server\b|\bconnection closed before message completed\b|\bServer disconnected(?: without sending a response)?\b|\bUnexpected end of file from server\b|\b(?:Get|Head|Post|Put|Patch|Delete) "[^"]{1,300}": EOF$|\bThe response ended prematurely\b|\bend of file reached\b|\bserver closed the connection\b|\bConnection terminated unexpectedly\b|\bLost connection to MySQL server\b|\bserver has gone away\b|\bSYSCALL error: EOF detected\b|\bNoHttpResponseException\b/,
  ],
  [
    'ENOTFOUND',
    /\bname or service not known\b|\bunknown ?host(?:exception)?\b|: no such host\b|\bcould not resolve host\b|\bnodename nor servname provided\b|\bno address associated with hostname\b|\bno such host is known\b|\bremote name could not be resolved\b|\bgetaddrinfo failed$|\bname does not resolve\b/i,
  ],
  ['EAI_AGAIN', /\btemporary failure in name resolution\b/i],
  ['ETIMEDOUT', connectTimedOut],
  [
    'ESOCKETTIMEDOUT',
    /\btimeout of \d+ ?ms exceeded$|\bread timed out\b|\bOperation timed out after \d+ milliseconds\b|\bClient\.Timeout exceeded\b|\bHttpClient\.Timeout of\b|\bNet::ReadTimeout\b|\bReadTimeout\b/i,
  ],
  ['DEADLINE_EXCEEDED', /\bcontext deadline exceeded\b/],
  ['EHOSTUNREACH', /\bno route to host\b/i],
  ['ENOSPC', /\bno space left on device\b|\bnot enough space on the disk\b|\bos error (?:28|112)\b/i],
  ['EMFILE', /\btoo many open files\b/i],
  ['EADDRINUSE', /\baddress already in use\b|\bonly one usage of each socket address\b/i],
  ['SELF_SIGNED_CERT_IN_CHAIN', /\bself.signed certificate in certificate chain\b/i],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /\bself.signed certificate\b/i],
  [
    'CERT_HAS_EXPIRED',
    /\bcertificate has expired\b|\bpeer certificate: Expired\b|: NotTimeValid\b|\bCertPathValidatorException: validity check failed\b|\bCertificateExpiredException\b/i,
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    /\bunable to verify the first certificate\b|\bunable to get local issuer certificate\b|\bcertificate signed by unknown authority\b|\bpeer certificate: UnknownIssuer\b|: (?:PartialChain|UntrustedRoot)\b|\bPKIX path building failed\b|\bunable to find valid certification path\b/i,
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    /\bdoes not match certificate's altnames\b|\bcertificate is valid for .{1,200}, not \S|\bHostname mismatch, certificate\b|\bNo subject alternative (?:DNS )?name\b|\bpeer certificate: (?:NotValidForName|certificate not valid for name)\b|\bRemoteCertificateNameMismatch\b/,
  ],
  ['SMTP 5.7.8', /\b535[ -]5\.7\.8\b/],
  ['40P01', /\bdeadlock detected\b|\bdeadlock found when trying to get lock\b/i],
  ['40001', /\bcould not serialize access\b/i],
  ['55P03', /\bcanceling statement due to lock timeout\b|\block wait timeout exceeded\b/i],
  ['28P01', /\bpassword authentication failed\b|\blogin failed for user\b/i],
  ['28000', /\bAccess denied for user '[^']{0,80}'@'[^']{0,200}' \(using password\b/],
  [
    'STATEMENT_TIMEOUT',
    /\bcanceling statement due to statement timeout\b|\bmaximum statement execution time exceeded\b|\bmax_statement_time exceeded\b|\bExecution Timeout Expired\b/i,
  ],
  ['53300', /\btoo many clients already\b|\bremaining connection slots\b|^(?:\S+ )?too many connections$/i],
];

/** Fits a text that has any of them. With the flag `u` it would take sixty times as long. */
const anyWording = new RegExp(wordings.map(([, { source }]) => `(?:${source})`).join('|'), 'i');

/** Connections and resources: each library says these in words of its own. */
const network = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH'],
  ...[
    'ESOCKETTIMEDOUT',
    'ENETUNREACH',
    'EADDRINUSE',
    'ENOSPC',
    'EMFILE',
    'ENFILE',
    'ENOMEM',
    'EDQUOT',
    'DEADLINE_EXCEEDED',
  ],
];
const certificates = [
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'],
];
/** What has no code of its own in any system. */
const ofWords = ['CONNECTION_CLOSED', 'SMTP 5.7.8', 'STATEMENT_TIMEOUT'];
const decisive: ReadonlySet<string> = new Set([...network, ...certificates, ...ofWords]);
const inText = new RegExp(String.raw`\b(?:${network.join('|')}|ENOENT|EACCES|EPERM|EEXIST)\b`, 'u');

/** Connections, resources, conflicts of transactions, locks, refused logins: classes of SQLSTATE. */
const sqlState = /^(?:08|28|40|53|55)[\dA-Z]{3}$/u;

/** Programs also use the code for limits of their own. */
const connectionCode = /\b(?:connect|read|write) ETIMEDOUT\b|: ETIMEDOUT$/;

export type FailureCode = {
  readonly code?: string;
  /** The constraint that a statement violates. */
  readonly constraint?: string;
  /** Whether the code alone names the cause, so that its words, which vary, do not count. */
  readonly isDecisive: boolean;
};

/** The code of a failure, by what it has, by the constraint that it names, or by the words for it. */
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

/** MySQL has one SQLSTATE for a deadlock and a conflict, and one for any refused connection. */
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
  return anyWording.test(text) ? wordings.find(([, words]) => words.test(text))?.[0] : undefined;
}

function isDecisiveCode(code: string): boolean {
  return decisive.has(code) || sqlState.test(code);
}
