/** What a database refused to store: the class 23 of SQLSTATE. */
export type Violation = { readonly sqlState: string; readonly constraint: string };

type ViolationRule = readonly [sqlState: string, pattern: RegExp, adds?: string];

const [unique, foreign, missing, check, exclusion] = ['23505', '23503', '23502', '23514', '23P01'] as const;

/**
 * How databases and their drivers word it, with the name of the constraint in captures. What is added sets it
 * apart from the same constraint that is violated from its other side.
 */
export const violationRules = {
  'PostgreSQL: unique': [unique, /\bunique constraint ["“«']\s?([^"”»']{1,130}?)\s?["”»']/i],
  'MySQL: unique': [
    unique,
    /(?:Duplicate entry|Doppelter Eintrag|Duplicata du champ|Entrada|Valore duplicato|Дублирующаяся запись|Dubbele ingang|Powtórzone wystąpienie|Dublett) .{0,340} (?:key|Schlüssel|cle[fv]|clave|chave|chiave|ключу|zoeksleutel|klucza|nyckel) '(?:[^'.]{1,65}\.(?!PRIMARY'))?([^']{1,130})'/u,
  ],
  'SQLite: unique': [unique, /\bUNIQUE constraint failed: ((?:\w+\.\w+)(?:, \w+\.\w+)*)/u],
  'Prisma: unique': [unique, /\bUnique constraint failed on the (?:fields|constraint): \(?`([`\w,.]+)`/u],
  'SQL Server: unique': [
    unique,
    /\b(?:UNIQUE|PRIMARY) KEY constraint '([^']{1,130})'|\bwith unique index '([^']{1,130})'/u,
  ],
  'SQL Server in Japanese: unique': [unique, /制約 '([^']{1,130})' の (?:PRIMARY|UNIQUE) KEY/u],
  'Oracle: unique': [unique, /\bORA-00001: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u],
  'Db2: unique': [unique, /\bSQLCODE=-803, SQLSTATE=\w+, SQLERRMC=(?:\d+;)?([\w.$#]{1,200})/u],
  'Ecto: unique': [unique, /"([^"]{1,130})" \(unique_constraint\)/u],
  'Ecto: foreign key': [foreign, /"([^"]{1,130})" \(foreign_key_constraint\)/u],
  'MongoDB: unique': [unique, /\bE11000 duplicate key error .{0,200}\bindex: (\S{1,130})/u],
  'PostgreSQL and MySQL: a row that others refer to': [
    foreign,
    /\b(?:update or delete on table .{0,140}|delete or update a parent row.{0,300}) (?:constraint "|CONSTRAINT `)([^"`]{1,130})["`]/u,
    ', still referenced',
  ],
  'PostgreSQL: foreign key': [foreign, /\bviolates foreign key constraint "([^"]{1,130})"/u],
  'MySQL: foreign key': [
    foreign,
    /\bforeign key constraint fails .{0,300}\bCONSTRAINT `([^`]{1,130})` FOREIGN KEY/u,
  ],
  'SQL Server: foreign key': [
    foreign,
    /\bconflicted with the (?:FOREIGN KEY|REFERENCE)(?: SAME TABLE)? constraint "([^"]{1,130})"/u,
  ],
  'Oracle: a row that others refer to': [
    foreign,
    /\bORA-02292: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u,
    ', still referenced',
  ],
  'Oracle: foreign key': [foreign, /\bORA-02291: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u],
  'PostgreSQL: no value': [
    missing,
    /\bnull value in column "([^"]{1,65})"(?: of relation "([^"]{1,65})")? violates not-null/u,
  ],
  'MySQL: no value': [missing, /\bColumn '([^']{1,65})' cannot be null\b/u],
  'SQLite: no value': [missing, /\bNOT NULL constraint failed: (\w+\.\w+)/u],
  'SQL Server: no value': [missing, /\bvalue NULL into column '([^']{1,130})', table '([^']{1,200})'/u],
  'Oracle: no value': [missing, /\bORA-01400: [^(\n]{1,80}\(([\w."$#]{1,200})\)/u],
  'Oracle: check': [check, /\bORA-02290: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u],
  'a check, in most databases': [check, /\bcheck constraint (?:failed: |[“"'(])([\w.$-]{1,130})/i],
  'PostgreSQL: exclusion': [exclusion, /\bviolates exclusion constraint "([^"]{1,130})"/u],
} satisfies Readonly<Record<string, ViolationRule>>;

/** What PostgreSQL and SQL Server call a kind of constraint in other languages. */
const localWords: readonly (readonly [sqlState: string, words: RegExp])[] = [
  [
    unique,
    /Unique-Constraint|(?:UNIQUE|PRIMARY) KEY|contrainte unique|restricción de unicidad|restrição de unicidade|vincolo univoco|ограничение уникальности|一意性制約|唯一约束|고유 제약/i,
  ],
  [
    foreign,
    /Fremdschlüssel-Constraint|FOREIGN KEY|REFERENCE|contrainte de clé étrangère|(?:llave|clave) foránea|chave estrangeira|vincolo di chiave esterna|ограничение внешнего ключа|外部キー制約|外键约束|외래키 제약/i,
  ],
  [
    missing,
    /Not-Null-Constraint|contrainte NOT NULL|restricción de no nulo|restrição de não-nulo|vincolo non-null|ограничение NOT NULL|非NULL制約|非空约束|not null 제약|\bNULL\b/i,
  ],
  [
    check,
    /Check-Constraint|CHECK|contrainte de vérification|restricción «check»|restrição de verificação|vincolo di controllo|ограничение-проверку|検査制約|检查约束|체크 제약/i,
  ],
];

const sqlState23 = /^23[\dA-Z]{3}$/u;
const inText = /\bSQLSTATE[ [:=]{0,2}(23[\dA-Z]{3})\b|\b(23[\dA-Z]{3}): /u;
const anyWords =
  /constraint|duplicat|duplicad|doppelter|dubbele|dublett|дубли|powtórz|cannot be null|value null|insert null|\b23[\dA-Z]{3}\b|contrainte|restric|restriç|for[áa]nea|chave|vincolo|ограничени|制約|约束|제약|\bORA-0(?:0001|1400|229[012])/i;
/** Names in the quotes of any language. */
const quotedName = /(?:(?<![A-Za-z])'|["`«»“„「])\s?([\p{L}_][\w$.-]{1,127})\s?["'`»«”“」]/gu;
const characters = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** The constraint that a statement violates, whatever language its message has. */
export function violationOf(message: string, code: string | undefined): Violation | undefined {
  const isStated = code !== undefined && sqlState23.test(code);
  if (!isStated && !anyWords.test(message)) return undefined;
  for (const [sqlState, pattern, adds = ''] of Object.values<ViolationRule>(violationRules)) {
    const names = pattern.exec(message)?.slice(1).filter(Boolean);
    if (names) return { sqlState, constraint: names.join(' of ') + adds };
  }
  const [, named, leading] = inText.exec(message) ?? [];
  return localViolation(message, isStated ? code : (named ?? leading));
}

function localViolation(message: string, stated: string | undefined): Violation | undefined {
  const [sqlState, words] = localWords.find(
    ([one, text]) => (stated ?? one) === one && text.test(message),
  ) ?? [stated];
  if (sqlState === undefined) return undefined;
  const names = namesIn(message);
  const found = words && sqlState !== missing ? words.exec(message) : undefined;
  const start = found ? found.index + found[0].length : 0;
  const [name = names[0]] = namesIn(message.slice(start));
  const columns = characters.test(message) ? names.slice(0, 2).reverse() : names.slice(0, 2);
  const constraint = sqlState === missing ? columns.join(' of ') : name;
  return constraint ? { sqlState, constraint } : undefined;
}

function namesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(quotedName), ([, name = '']) => name);
}

/** Numbers of SQL Server that have a SQLSTATE elsewhere. */
const sqlServerStates: ReadonlyMap<number, string> = new Map([
  [2627, unique],
  [2601, unique],
  [547, foreign],
  [515, missing],
  [1205, '40P01'],
  [18456, '28P01'],
]);

/** The SQLSTATE for a number of SQL Server, else a name for the number. */
export function stateOfSqlServer(number: number): string {
  return sqlServerStates.get(number) ?? `SQL Server ${number}`;
}

/** The names in quotes, which are the same in every language, without the database before `dbo.orders`. */
export function quotedNames(message: string): string {
  const names = namesIn(message).map(name => name.replace(/^[^.]+\.(?=[^.]+\.[^.]+$)/u, ''));
  return [...new Set(names)].sort().join(', ');
}
