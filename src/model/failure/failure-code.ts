import type { FailureFacts } from './failure-facts.ts';

export type FailureCode = {
  readonly code?: string;
  /** Whether the code alone names the cause, so that its words, which vary, do not count. */
  readonly isDecisive: boolean;
};

const network = [
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ],
  ...['EADDRINUSE', 'ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM', 'EDQUOT'],
  ...[
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ERR_INVALID_URL'],
];
const decisive: ReadonlySet<string> = new Set(network);
const inText = new RegExp(String.raw`\b(?:${network.join('|')}|ENOENT|EACCES|EPERM|EEXIST)\b`, 'u');

/** Words of other languages' libraries for the same. */
const synonyms: readonly (readonly [RegExp, string])[] = [
  [/\bconnection refused\b/iu, 'ECONNREFUSED'],
  [/\bconnection reset by peer\b/iu, 'ECONNRESET'],
  [/\bname or service not known\b|\bunknown ?host(?:exception)?\b/iu, 'ENOTFOUND'],
  [/\bno space left on device\b/iu, 'ENOSPC'],
];

/** Connections, resources, operators, conflicts of transactions, refused logins: classes of SQLSTATE. */
const sqlState = /^(?:08|25|28|40|53|55|57)[\dA-Z]{3}$/u;
/** Limits, quotas and keys of APIs, whose texts name amounts and accounts. */
const apiLimit =
  /rate_?limit|too_?many_?requests|throttl|quota|overloaded|context_length|api_?key|unavailable/iu;

export function failureCode({ code, message, name }: FailureFacts): FailureCode {
  const found =
    inText.exec(message)?.[0] ?? synonyms.find(([words]) => words.test(`${name} ${message}`))?.[1];
  const chosen = found !== undefined && !(code && (decisive.has(code) || sqlState.test(code))) ? found : code;
  if (chosen === undefined) return { isDecisive: false };
  return { code: chosen, isDecisive: decisive.has(chosen) || sqlState.test(chosen) || apiLimit.test(chosen) };
}
