import { statusPhrases } from './http-status-lines.ts';
import { maskSigns } from './signs.ts';

const { digit, quote, at, slash, dot, colon, hyphen, parenthesis, equals, notAscii } = maskSigns;

/** A part of a message that varies, or one that is kept although it looks so. */
export type MaskPattern = {
  /** The placeholder, but for `kept`, `named`, `quoted`, `pair`, `file`, `compound` and `position`. */
  readonly name: string;
  /** A message, and its template. */
  readonly example: readonly [string, string];
  /** Flags of `maskSigns`: every text that the pattern matches has one sign of each entry. */
  readonly needs: readonly number[];
  /** Without captures; cases are ignored. */
  readonly source: string;
};

/** Letters of languages that put no space between a word and a number. */
const unspaced = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}`;
/** Words before a quoted name, which is always part of the cause: `relation "orders"`. */
const nouns =
  'relation|table|column|constraint|index|schema|database|column reference|function|property|reading|setting|parameter|argument|field|attribute|option|header|variable|name|module|package|method|(?:argument|attribute|block|option|column|field|key|resource)s? named|helper:?|codec';
/** A word with a digit, or with an asterisk of a masked secret: `user3`, `sk-****`. */
const digitAhead = String.raw`\b(?=[A-Za-z_-]*[\d*])`;
/** `run_01J8X2Q7`, `4fJ2kQ9x`, `deadbeef0042`, `sk-12***`. */
const longId = String.raw`[a-z]{2,10}[_-](?=[A-Za-z\d*]*\d)[A-Za-z\d*]{8,}\b|(?=(?:[A-Za-z]*\d){2})(?=\d*[A-Za-z])[A-Za-z\d]{8,}\b|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{12,}\b|(?=(?:[\w-]*\d){3})[\w-]{20,}\b(?!\.)|[\w-]+\*{3,}[\w-]*`;
const topLevel = 'com|org|net|io|dev|internal|local|localhost|invalid|example|test|cloud|lan|corp|arpa';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const currencies =
  'EUR|USD|GBP|CHF|JPY|CNY|INR|BRL|MXN|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|ZAR|KRW|SGD|HKD|THB|ILS|AED|SAR|UAH|BTC';
const clock = String.raw`\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?`;
/** Words before a number that is part of the cause, in a few languages. */
const numbered =
  "status(?:[ _-]?code)?|(?<!\\b(?:postal|post|zip|area|country|promo|coupon|voucher|discount|access|product) )code|errno|exit(?:[ _-]?(?:code|status))?|exited(?: with)?|signal|HTTP(?:\\/[\\d.]+)?|(?:os |MCP )error|Statuscode|Fehlercode|Exitcode|code d['’]erreur|código(?: de (?:estado|error|salida))?|codice";
const answered =
  '(?:answered|responded|replied|returned|got|received|gave(?: us)?|said|sent|unexpected|répondu|antwortete|geantwortet|respondió|respondeu|risposto|ответил|вернул)(?: with| mit| con| com| avec)?(?: an?)?';

/** In order of preference. */
export const maskPatterns: readonly MaskPattern[] = [
  {
    name: 'position',
    example: ['unexpected end (line 3, column 14)', 'unexpected end'],
    needs: [digit, parenthesis],
    source: String.raw` ?\((?:line \d+,? )?(?:column|col) \d+\)| ?\(\d+:\d+\)| ?\([^\s()]{1,80}, line \d+\)`,
  },
  {
    name: 'mail',
    example: ['no account for ada@example.com', 'no account for <mail>'],
    needs: [at],
    source: String.raw`[\p{L}\p{N}_.+-]+@(?:[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+|@[\p{L}\p{N}_.-]+)`,
  },
  {
    name: 'url',
    example: ['cannot read https://api.example.com/v1?page=2', 'cannot read <url>'],
    needs: [colon, slash],
    source: String.raw`\b[a-z][a-z\d+.-]*:\/\/[^\s'"<>\u0060)\]]*[^\s'"<>\u0060)\].,;:!?]`,
  },
  {
    name: 'resource',
    example: ['no access to arn:aws:s3:::bucket/key', 'no access to <resource>'],
    needs: [colon],
    source: String.raw`\barn:[a-z-]+:[^\s'",;]+`,
  },
  {
    name: 'named',
    example: ['relation "orders" does not exist', 'relation "orders" does not exist'],
    needs: [quote],
    source: String.raw`(?=['"])(?<=\b(?:${nouns}) )(?:'[\p{L}_$][\w$.-]{0,80}'|"[\p{L}_$][\w$.-]{0,80}")(?! is (?:invalid|not valid)\b)`,
  },
  {
    // An apostrophe inside a word is no quote: `can't`.
    name: 'quoted',
    example: ['no rate for "EUR"', 'no rate for <text>'],
    needs: [quote],
    source: String.raw`(?<![\p{L}\p{N}])(?:'(?:[^'\n]|(?<=\p{L})'(?=\p{L})){0,300}'|"(?:[^"\n\\]|\\.){0,300}"|\u0060[^\u0060\n]{0,300}\u0060|“[^”\n]{0,300}”|‘[^’\n]{0,300}’|«[^»\n]{0,300}»)(?!\p{L})`,
  },
  {
    name: 'quoted',
    example: ['商品「青い靴」がありません', '商品<text>がありません'],
    needs: [quote, notAscii],
    source: String.raw`„[^“”\n]{0,300}[“”]|‹[^›\n]{0,300}›|「[^」\n]{0,300}」|『[^』\n]{0,300}』|《[^》\n]{0,300}》|(?<=[${unspaced}])(?:'[^'\n]{0,300}'|"[^"\n]{0,300}"|“[^”\n]{0,300}”)|"[^"\n]{0,300}"(?=[${unspaced}])|'[^'\n]{0,300}'(?=[${unspaced}])`,
  },
  {
    name: 'file',
    example: ['src/a.ts(3,5): error of main.c:13:5', '<path>: error of <path>'],
    needs: [digit, dot],
    source: String.raw`(?<![\w/.-])(?:[A-Za-z]:)?[\p{L}\w@./\\-]*[\p{L}\w-]\.(?:java|kt|scala|[cm]?[jt]sx?|py|rb|go|rs|cc?|cpp|h|cs|fs|php|swift|exs?|sql|tf|ya?ml|json|sh|lua|p[lm]|vue|svelte|ejs|hs)(?::\d+(?::\d+)?|\(\d+,\d+\)|:\[\d+,\d+\])`,
  },
  {
    name: 'file',
    example: ['no rows in report-3354.csv', 'no rows in <path>'],
    needs: [dot],
    source: String.raw`(?<![\w/.-])[\w-]+\.(?:csv|tsv|json|ndjson|xml|txt|pdf|zip|gz|tgz|tar|parquet|avro|orc|xlsx?|docx?|png|jpe?g|gif|webp|mp[34]|mov|wav|avi|ya?ml|log|sql|bak|tmp|md|rst|html?|tex|toml|ini|conf|cfg|env|lock|css|ipynb)(?:\.(?:gz|zip|bz2|xz))?\b(?![\w(/-])`,
  },
  {
    name: 'kept',
    example: ['upstream: exit code: 137', 'upstream: exit code: 137'],
    needs: [digit],
    source: String.raw`(?=[-\d])(?:(?<=\b(?:${numbered})[ :=#("]{0,3})-?\d+\b(?!\.\d)|(?<=\[Errno )-?\d+)|\b[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}\b|^[1-5]\d\d(?= \p{Lu})|^\d{1,2}(?= [A-Z_]{2,}: )`,
  },
  {
    name: 'kept',
    example: ['the bank answered 502', 'the bank answered 502'],
    needs: [digit],
    source: String.raw`(?=[1-5])(?<=\b${answered}[ :]{1,2})[1-5]\d\d\b(?=$|[.;:)\]]|,? (?:[("]|for|from|on|to|at|after|when|while|in|with|and|but|instead|rather|though|because|as|where|or)\b| *$)|\b[1-5]\d\d(?= (?:${statusPhrases})\b)`,
  },
  {
    name: 'kept',
    example: ['服务返回状态码：503', '服务返回状态码：503'],
    needs: [digit, notAscii],
    source: String.raw`(?<=(?:状态码|状态|错误码|退出码|返回|コード|ステータス|코드|код|код ошибки)[ :：]{0,3})-?\d+(?!\d)`,
  },
  {
    // Unquoted data, mostly the last word.
    name: 'text',
    example: ['file not found: report', 'file not found: <text>'],
    needs: [colon],
    source: String.raw`(?<=t )(?:(?<=No enum constant )\S+|(?<=Cannot convert )\S+(?= to a BigInt))|(?<=\p{L}: )(?<=(?<!\d\w{0,9}-\w{0,8})\p{L}{2} [\p{L} ]*\p{L}{2}: )(?!\S{0,40}[${unspaced}]{4})(?!(?:[a-z]{1,10}-)?\d+$|[a-z]{2,10}_[A-Za-z\d]{8,}$)[^\s:;,'"<>()\[\]{}]+$`,
  },
  {
    name: 'uuid',
    example: ['no order 0b9f7c52-6f0e-4d6c-9a53-3f2f6b1f8a10', 'no order <uuid>'],
    needs: [hyphen],
    source: String.raw`\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b`,
  },
  {
    name: 'time',
    example: ['late since 2026-11-24T14:02:17.042Z', 'late since <time>'],
    needs: [digit, hyphen | colon],
    source: String.raw`(?<![\dA-Za-z])\d{4}-\d\d-\d\d(?:[T ]${clock}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?\b|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b`,
  },
  {
    name: 'time',
    example: ['expired on Tue, 24 Nov 2026 14:02:17 GMT', 'expired on <time>'],
    needs: [digit],
    source: String.raw`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?(?:\d{1,2} ${month} \d{4}|${month} \d{1,2},? (?:\d{4}\b)?)(?:,? ?${clock})?(?: (?:GMT|UTC|[+-]\d{4}))?(?: \d{4}\b)?|\b\d\d?\.\d\d?\.\d{4}(?:,? (?:um )?${clock}(?: Uhr)?)?\b|\b\d\d?\/\d\d?\/\d{4}\b|\b\d{4}\/\d\d\/\d\d(?: ${clock})?\b`,
  },
  {
    name: 'address',
    example: ['no answer from 10.0.0.12:5432', 'no answer from <address>'],
    needs: [digit | colon, dot | colon],
    source: String.raw`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[?(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}\b\]?(?::\d+)?|(?<![\w:]):::?\d+\b`,
  },
  {
    name: 'host',
    example: ['no answer from db.internal:5432', 'no answer from <host>'],
    needs: [dot],
    source: String.raw`\b[\w-]+(?:\.[\w-]+)*\.(?:${topLevel})\b(?![.-]\w)(?::\d+)?|\blocalhost(?::\d+)?\b|(?<=[n dtoe:] )(?<=\b(?:ENOTFOUND|EAI_AGAIN|getaddrinfo|[Hh]ost(?:name)?:?) )[\w-]+(?:\.[\w-]+)*(?::\d+)?|\b[\w-]+(?:\.[\w-]+)+:\d{2,5}\b(?!:\d)`,
  },
  {
    name: 'host',
    example: ['no answer from redis:6379', 'no answer from <host>'],
    needs: [digit, colon],
    source: String.raw`(?<= )(?=[a-z][\w-]*:\d{4})(?<=\b(?:to|at|from|on|dial|tcp|server|broker) )[a-z][\w-]*:\d{4,5}\b`,
  },
  {
    name: 'pod',
    example: ['evicted shop/worker-3afeb8f55-febvy', 'evicted <pod>'],
    needs: [hyphen],
    source: String.raw`(?<![\w/-])(?=[a-z][\w/-]{14})(?:[\w-]{1,40}\/)?[a-z][a-z\d]{0,30}(?:-[a-z\d]{1,30}){0,5}-(?:(?=[a-z]*\d)[a-z\d]{8,10}|[b-df-hj-np-tv-xz]{8,10})-[a-z\d]{5}(?![-\w])`,
  },
  {
    name: 'path',
    example: ['cannot open /var/lib/a.db', 'cannot open <path>'],
    needs: [slash],
    source: String.raw`(?<![\w<])(?:[A-Za-z]:\\|\.{0,2}\/)[^\s'",;:()<>]+|\b[\w.-]+(?:\/[\w.@-]+){2,}`,
  },
  {
    name: 'hex',
    example: ['wanted sha512-fi6FqgEwWsgvFWhk2TGYXW4DJkUx7hepXjxEi3U95g==', 'wanted <hex>'],
    needs: [digit, hyphen | colon],
    source: String.raw`\bsha(?:1|256|384|512)[-:][A-Za-z\d+/]{20,}={0,2}`,
  },
  {
    name: 'hex',
    example: ['bad address 0x7ffe', 'bad address <hex>'],
    needs: [digit | at],
    source: String.raw`\b0x[\da-f]+\b|(?<=\w@)[\da-f]{5,16}\b|\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,}\b`,
  },
  {
    name: 'pair',
    example: ['no rate for country=BR, kind=card', 'no rate for country=<text>, kind=<text>'],
    needs: [equals],
    source: String.raw`(?<=\w=)(?<=\b[\w.-]{2,40}=)\p{L}[\w.-]*(?![\w.-]*[(=])`,
  },
  {
    name: 'text',
    example: [
      'quota exceeded - Region: westeurope, Limit: 43',
      'quota exceeded - Region: <text>, Limit: <n>',
    ],
    needs: [colon],
    source: String.raw`(?<=\p{L}: )(?<=[,-] [A-Z][A-Za-z ]{1,30}: )\p{L}[\p{L} _-]{0,40}(?=,|$)`,
  },
  {
    name: 'text',
    example: ['no account for the kind (visa) is known', 'no account for the kind (<text>) is known'],
    needs: [parenthesis],
    source: String.raw`(?<=[\p{L}\d] \()\p{L}[\p{L}_.-]{1,30}(?=\))`,
  },
  {
    name: 'random',
    example: ['no account DE29 1947 9970 5012 7862 35', 'no account <id>'],
    needs: [digit],
    source: String.raw`\b(?:[a-z]{2}\d\d|\d{4})(?: (?=[a-z]*\d)[a-z\d]{4}){2,7}(?: [a-z\d]{1,4}(?![a-z\d]))?\b`,
  },
  {
    name: 'id',
    example: ['no run "run_01J8X2Q7"', 'no run <text>'],
    needs: [digit | at],
    source: `${digitAhead}(?:${longId})`,
  },
  {
    name: 'code',
    example: ['no stock in eu-west-1', 'no stock in <code>'],
    needs: [digit, hyphen],
    source: String.raw`\b[a-z]{2}-(?:gov-)?(?:north|south|east|west|central)(?:east|west)?-?\d[a-z]?\b`,
  },
  {
    name: 'compound',
    example: ['SKU-P2Q-10 is not on web-zksme-x7', '<id> is not on web-<id>'],
    needs: [digit, hyphen],
    source: String.raw`\b(?=[a-z-]*\d)[a-z][a-z\d]{0,11}(?:-[a-z\d]{1,12}){2,8}\b(?![-.\w])`,
  },
  {
    name: 'suffix',
    example: ['worker-x2x9z is gone', 'worker-<id> is gone'],
    needs: [hyphen],
    source: String.raw`(?<=[A-Za-z][A-Za-z\d]-)(?:[A-Za-z\d]{4,10}-)?(?:(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{2,10}(?:-\d+)?|[b-df-hj-np-tv-xz]{5,10})(?![\w-])`,
  },
  {
    name: 'token',
    example: ['no run run_01J8X2Q7 of user3', 'no run run_<id> of user<n>'],
    needs: [digit | at],
    source: String.raw`${digitAhead}(?:${longId}|[A-Za-z]{1,20}-?\d[A-Za-z\d]{0,10}(?:-\d{3,})?\b(?!-?[A-Za-z]))`,
  },
  {
    name: 'duration',
    example: ['no answer after 1m30.5s', 'no answer after <duration>'],
    needs: [digit],
    source: String.raw`\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)? ?(?:ms|µs|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b`,
  },
  {
    name: 'size',
    example: ['longer than 512 MB', 'longer than <size>'],
    needs: [digit],
    source: String.raw`\b\d+(?:\.\d+)? ?(?:[KMGT]i?B|[KMG]i|bytes?|B)\b`,
  },
  {
    name: 'range',
    example: ['not one of 0-499', 'not one of <range>'],
    needs: [digit, hyphen | dot],
    source: String.raw`(?<![\w.-])\d{1,6}(?:-|\.{2,3})\d{1,6}\b(?![-.]\d)`,
  },
  {
    name: 'n',
    example: ['got -3.5% of 1.2.3 in ch_9230168', 'got <n> of <n> in ch_<n>'],
    needs: [digit],
    source: String.raw`(?<![\p{L}\d_])\d+(?:\.\d+){1,3}-(?:alpha|beta|rc|dev|next|canary|pre|preview|snapshot|nightly)[\w.]*|(?<![\p{L}\d_])[-+]?\d+(?:[.,_]\d+)*(?:%| (?:${currencies})\b)?(?![\p{L}\d_])|(?<=[a-z]{3}_?|\b[a-z]{1,2})\d{2,}\b|(?<=[a-z]_)\d+(?![\p{L}\d_])|(?<=\bv)\d+(?:\.\d+)+`,
  },
  {
    name: 'n',
    example: ['订单12345不存在', '订单<n>不存在'],
    needs: [digit, notAscii],
    source: String.raw`(?<=[${unspaced}])[-+]?\d+(?:[.,_]\d+)*%?(?!\d)|(?<![\p{L}\d_])[-+]?\d+(?:[.,_]\d+)*%?(?=[${unspaced}])|\p{Nd}+(?<!\d)`,
  },
  {
    name: 'mixed',
    example: ['no state 42P01', 'no state <code>'],
    needs: [digit],
    source: String.raw`\b\d+[A-Za-z][A-Za-z\d]{0,9}\b(?!-?[A-Za-z])`,
  },
];
