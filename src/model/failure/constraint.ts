/** What a database refused to store: the class 23 of SQLSTATE. */
type Violation = { readonly sqlState: string; readonly constraint: string };

type ViolationRule = {
  readonly name: string;
  readonly sqlState: string;
  readonly example: readonly [string, string];
  /** Captures the name. */
  readonly pattern: RegExp;
  /** Tells the deletion of a referenced row from a missing reference: both name one constraint. */
  readonly adds?: string;
};

const [unique, foreign, missing, check, exclusion] = ['23505', '23503', '23502', '23514', '23P01'] as const;

export const violationRules: readonly ViolationRule[] = [
  {
    name: 'PostgreSQL: unique',
    sqlState: unique,
    example: ['duplicate key value violates unique constraint "orders_pkey"', 'orders_pkey'],
    pattern: /\bunique constraint ["“«']\s?([^"”»']{1,130}?)\s?["”»']/i,
  },
  {
    name: 'MySQL: unique',
    sqlState: unique,
    example: ["Doppelter Eintrag 'a-1' für Schlüssel 'orders.PRIMARY'", 'orders.PRIMARY'],
    pattern:
      /(?:Duplicate entry|Doppelter Eintrag|Duplicata du champ|Entrada|Valore duplicato|Дублирующаяся запись|Dubbele ingang|Powtórzone wystąpienie|Dublett) .{0,340} (?:key|Schlüssel|cle[fv]|clave|chave|chiave|ключу|zoeksleutel|klucza|nyckel) '(?:[^'.]{1,65}\.(?!PRIMARY'))?([^']{1,130})'/u,
  },
  {
    name: 'SQLite: unique',
    sqlState: unique,
    example: ['UNIQUE constraint failed: users.tenant, users.email', 'users.tenant, users.email'],
    pattern: /\bUNIQUE constraint failed: ((?:\w+\.\w+)(?:, \w+\.\w+)*)/u,
  },
  {
    name: 'Prisma: unique',
    sqlState: unique,
    example: ['Unique constraint failed on the fields: (`tenant`,`email`)', 'tenant`,`email'],
    pattern: /\bUnique constraint failed on the (?:fields|constraint): \(?`([`\w,.]+)`/u,
  },
  {
    name: 'SQL Server: unique',
    sqlState: unique,
    example: [
      "Violation of UNIQUE KEY constraint 'UQ_mail'. Cannot insert duplicate key in object 'dbo.users'.",
      'UQ_mail',
    ],
    pattern: /\b(?:UNIQUE|PRIMARY) KEY constraint '([^']{1,130})'|\bwith unique index '([^']{1,130})'/u,
  },
  {
    name: 'SQL Server in Japanese: unique',
    sqlState: unique,
    example: ["制約 'PK_Ledger' の PRIMARY KEY 違反。", 'PK_Ledger'],
    pattern: /制約 '([^']{1,130})' の (?:PRIMARY|UNIQUE) KEY/u,
  },
  {
    name: 'Oracle: unique',
    sqlState: unique,
    example: ['ORA-00001: Unique Constraint (SHOP.ORDERS_PK) verletzt', 'SHOP.ORDERS_PK'],
    pattern: /\bORA-00001: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u,
  },
  {
    name: 'Db2: unique',
    sqlState: unique,
    example: ['DB2 SQL Error: SQLCODE=-803, SQLSTATE=23505, SQLERRMC=2;SHOP.CLAIMS, DRIVER=4', 'SHOP.CLAIMS'],
    pattern: /\bSQLCODE=-803, SQLSTATE=\w+, SQLERRMC=(?:\d+;)?([\w.$#]{1,200})/u,
  },
  {
    name: 'Ecto: unique',
    sqlState: unique,
    example: [
      'constraint error when attempting to insert struct: "orders_no_index" (unique_constraint)',
      'orders_no_index',
    ],
    pattern: /"([^"]{1,130})" \(unique_constraint\)/u,
  },
  {
    name: 'Ecto: foreign key',
    sqlState: foreign,
    example: [
      'constraint error when attempting to insert struct: "orders_ada_fkey" (foreign_key_constraint)',
      'orders_ada_fkey',
    ],
    pattern: /"([^"]{1,130})" \(foreign_key_constraint\)/u,
  },
  {
    name: 'MongoDB: unique',
    sqlState: unique,
    example: [
      'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "a" }',
      'email_1',
    ],
    pattern: /\bE11000 duplicate key error .{0,200}\bindex: (\S{1,130})/u,
  },
  {
    name: 'PostgreSQL and MySQL: a row that others refer to',
    sqlState: foreign,
    example: [
      'update or delete on table "users" violates foreign key constraint "orders_ada_fkey" on table "orders"',
      'orders_ada_fkey, still referenced',
    ],
    pattern:
      /\b(?:update or delete on table .{0,140}|delete or update a parent row.{0,300}) (?:constraint "|CONSTRAINT `)([^"`]{1,130})["`]/u,
    adds: ', still referenced',
  },
  {
    name: 'PostgreSQL: foreign key',
    sqlState: foreign,
    example: [
      'insert or update on table "orders" violates foreign key constraint "orders_ada_fkey"',
      'orders_ada_fkey',
    ],
    pattern: /\bviolates foreign key constraint "([^"]{1,130})"/u,
  },
  {
    name: 'MySQL: foreign key',
    sqlState: foreign,
    example: [
      'a foreign key constraint fails (`shop`.`orders`, CONSTRAINT `orders_ibfk_1` FOREIGN KEY (`ada`))',
      'orders_ibfk_1',
    ],
    pattern: /\bforeign key constraint fails .{0,300}\bCONSTRAINT `([^`]{1,130})` FOREIGN KEY/u,
  },
  {
    name: 'SQL Server: foreign key',
    sqlState: foreign,
    example: ['The INSERT statement conflicted with the FOREIGN KEY constraint "FK_orders".', 'FK_orders'],
    pattern: /\bconflicted with the (?:FOREIGN KEY|REFERENCE)(?: SAME TABLE)? constraint "([^"]{1,130})"/u,
  },
  {
    name: 'Oracle: a row that others refer to',
    sqlState: foreign,
    example: [
      'ORA-02292: integrity constraint (SHOP.FK_ORDERS) violated - child record found',
      'SHOP.FK_ORDERS, still referenced',
    ],
    pattern: /\bORA-02292: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u,
    adds: ', still referenced',
  },
  {
    name: 'Oracle: foreign key',
    sqlState: foreign,
    example: [
      'ORA-02291: integrity constraint (SHOP.FK_ORDERS) violated - parent key not found',
      'SHOP.FK_ORDERS',
    ],
    pattern: /\bORA-02291: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u,
  },
  {
    name: 'PostgreSQL: no value',
    sqlState: missing,
    example: [
      'null value in column "email" of relation "users" violates not-null constraint',
      'email of users',
    ],
    pattern: /\bnull value in column "([^"]{1,65})"(?: of relation "([^"]{1,65})")? violates not-null/u,
  },
  {
    name: 'MySQL: no value',
    sqlState: missing,
    example: ["Column 'email' cannot be null", 'email'],
    pattern: /\bColumn '([^']{1,65})' cannot be null\b/u,
  },
  {
    name: 'SQLite: no value',
    sqlState: missing,
    example: ['NOT NULL constraint failed: users.email', 'users.email'],
    pattern: /\bNOT NULL constraint failed: (\w+\.\w+)/u,
  },
  {
    name: 'SQL Server: no value',
    sqlState: missing,
    example: [
      "Cannot insert the value NULL into column 'email', table 'shop.dbo.users'; column does not allow nulls.",
      'email of shop.dbo.users',
    ],
    pattern: /\bvalue NULL into column '([^']{1,130})', table '([^']{1,200})'/u,
  },
  {
    name: 'Oracle: no value',
    sqlState: missing,
    example: [
      'ORA-01400: Einfügen von NULL in ("SHOP"."USERS"."EMAIL") nicht möglich',
      '"SHOP"."USERS"."EMAIL"',
    ],
    pattern: /\bORA-01400: [^(\n]{1,80}\(([\w."$#]{1,200})\)/u,
  },
  {
    name: 'Oracle: check',
    sqlState: check,
    example: ['ORA-02290: check constraint (SHOP.QTY_POSITIVE) violated', 'SHOP.QTY_POSITIVE'],
    pattern: /\bORA-02290: [^(\n]{1,80}\(([\w.$#"]{1,130})\)/u,
  },
  {
    name: 'a check, in most databases',
    sqlState: check,
    example: ['new row for relation "orders" violates check constraint "qty_positive"', 'qty_positive'],
    pattern: /\bcheck constraint (?:failed: |[“"'(])([\w.$-]{1,130})/i,
  },
  {
    name: 'PostgreSQL: exclusion',
    sqlState: exclusion,
    example: ['conflicting key value violates exclusion constraint "no_overlap"', 'no_overlap'],
    pattern: /\bviolates exclusion constraint "([^"]{1,130})"/u,
  },
];

/** Kinds of constraints as PostgreSQL and SQL Server call them in other languages. */
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
const quotedName = /(?:(?<![A-Za-z])'|["`«»“„「])\s?([\p{L}_][\w$.-]{1,127})\s?["'`»«”“」]/gu;
const characters = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

export function violationOf(message: string, code: string | undefined): Violation | undefined {
  const isStated = code !== undefined && sqlState23.test(code);
  if (!isStated && !anyWords.test(message)) return undefined;
  for (const { sqlState, pattern, adds = '' } of violationRules) {
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

export function stateOfSqlServer(number: number): string {
  return sqlServerStates.get(number) ?? `SQL Server ${number}`;
}

/** The quoted names, which are the same in every language, without the database before `dbo.orders`. */
export function quotedNames(message: string): string {
  const names = namesIn(message).map(name => name.replace(/^[^.]+\.(?=[^.]+\.[^.]+$)/u, ''));
  return [...new Set(names)].sort().join(', ');
}
