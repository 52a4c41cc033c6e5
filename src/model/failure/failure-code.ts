import type { FailureFacts } from './failure-facts.ts';

export type FailureCode = {
  readonly code?: string;
  /** Whether the code alone names the cause, so that its words, which vary, do not count. */
  readonly isDecisive: boolean;
};

/** Connections and resources: each library says these in words of its own. */
const network = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'EADDRINUSE', 'ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM', 'EDQUOT', 'DEADLINE_EXCEEDED'],
];
const certificates = [
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UND_ERR_CONNECT_TIMEOUT'],
];
const decisive: ReadonlySet<string> = new Set([...network, ...certificates]);
const inText = new RegExp(String.raw`\b(?:${network.join('|')}|ENOENT|EACCES|EPERM|EEXIST)\b`, 'u');

/** Words for the same, of other languages and of programs that passed on only the words. */
const synonyms: readonly (readonly [RegExp, string])[] = [
  [/\bconnection refused\b/iu, 'ECONNREFUSED'],
  [/\bconnection reset by peer\b|\bsocket hang up$/iu, 'ECONNRESET'],
  [/\bname or service not known\b|\bunknown ?host(?:exception)?\b/iu, 'ENOTFOUND'],
  [/\bno space left on device\b/iu, 'ENOSPC'],
  [/\baddress already in use\b/iu, 'EADDRINUSE'],
  [/\bself.signed certificate in certificate chain\b/iu, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/\bself.signed certificate\b/iu, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/\bcertificate has expired\b/iu, 'CERT_HAS_EXPIRED'],
  [/\bunable to verify the first certificate\b/iu, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/\bConnect Timeout Error\b/u, 'UND_ERR_CONNECT_TIMEOUT'],
  [/\bdeadlock detected\b/iu, '40P01'],
  [/\bcould not serialize access\b/iu, '40001'],
  [/\bcanceling statement due to lock timeout\b/iu, '55P03'],
  [/\bpassword authentication failed\b/iu, '28P01'],
  [/\btoo many clients already\b|\bremaining connection slots\b/iu, '53300'],
];

/** Fits a text that has any of them. */
const anySynonym = new RegExp(synonyms.map(([words]) => `(?:${words.source})`).join('|'), 'iu');

/** Connections, resources, conflicts of transactions, locks, refused logins: classes of SQLSTATE. */
const sqlState = /^(?:08|28|40|53|55)[\dA-Z]{3}$/u;

/** Programs also use the code for limits of their own. */
const ofConnection = /\b(?:connect|read|write) ETIMEDOUT\b/u;

export function failureCode({ code, message, name }: FailureFacts): FailureCode {
  const found = inText.exec(message)?.[0] ?? synonymOf(`${name} ${message}`);
  const chosen = found !== undefined && !(code && isDecisiveCode(code)) ? found : code;
  const isLimit = chosen === 'ETIMEDOUT' && !ofConnection.test(message);
  return { code: chosen, isDecisive: chosen !== undefined && isDecisiveCode(chosen) && !isLimit };
}

function synonymOf(text: string): string | undefined {
  return anySynonym.test(text) ? synonyms.find(([words]) => words.test(text))?.[1] : undefined;
}

function isDecisiveCode(code: string): boolean {
  return decisive.has(code) || sqlState.test(code);
}
