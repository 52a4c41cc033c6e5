import { createReplacer } from './signs.ts';

/** What follows a message, and is no part of the cause. */
export type Tail = {
  readonly name: string;
  readonly example: readonly [string, string];
  readonly sign: string;
  readonly pattern: RegExp;
};

/** Each is taken off where words remain before it. */
export const tails: readonly Tail[] = [
  {
    name: 'SQLSTATE',
    example: ['Path does not exist: a/b. SQLSTATE: 42K03', 'Path does not exist: a/b'],
    sign: 'SQLSTATE: ',
    pattern: /[ .;,]*SQLSTATE: \w{5};?$/u,
  },
  {
    name: 'SQL',
    example: ['no such table: sales (Connection: shop, SQL: select * from "sales")', 'no such table: sales'],
    sign: 'SQL: ',
    pattern: / (?:\((?:Connection: [^,]{1,60}, )?SQL: .*\)|\[SQL: .*)$/u,
  },
  {
    name: 'SQL of Hibernate',
    example: [
      'could not prepare statement [no such table] [select a from b]; SQL [select a from b]',
      'could not prepare statement [no such table]',
    ],
    sign: '[',
    pattern: /(?: \[(?:select|insert|update|delete|with|merge) [^\]]*\])?(?:; SQL \[.*)?$/i,
  },
  {
    name: 'ids of a request',
    example: ['Too many requests (request id: 7f3c)', 'Too many requests'],
    sign: 'equest',
    pattern:
      /[ ,.;]*[([]?\b(?:[Rr]equest[ _-]?[Ii][Dd]|RequestId|[Tt]race[ _-]?[Ii][Dd]|[Cc]orrelation[ _-]?[Ii][Dd])[:= ]{1,2}\S+$/u,
  },
  {
    name: 'where, in a language of scripts',
    example: ['no price at /srv/app/price.pl line 12.', 'no price'],
    sign: ' line ',
    pattern: / (?:at|in) \S{1,200} (?:on )?line \d+\.?$/u,
  },
  {
    name: 'more of the same',
    example: ['email is taken (and 2 more errors)', 'email is taken'],
    sign: ' more',
    pattern: /,? \(?(?:and|\+) ?\d+ more (?:errors?|issues?|problems?|violations?)\)?$/u,
  },
  {
    name: 'what there is instead',
    example: ['no column sku (found: name, price)', 'no column sku'],
    sign: ': ',
    pattern:
      / \((?:found|got|received|given|actual|available|known|allowed|supported|candidates|choices|from versions)(?: \w+)?: [^()]*\)$|(?<=\w)[.;,] (?:got|received|actual)(?: value)?: .*$/iu,
  },
  {
    name: 'a guess',
    example: ["No such payment: 'pay_7'; a similar object exists in test mode.", "No such payment: 'pay_7'"],
    sign: '; ',
    pattern: /; (?:it's possible|it is possible|a similar object exists|perhaps|maybe|did you mean)\b.*$/i,
  },
  {
    name: 'advice',
    example: ['no route was found. Try a larger vehicle.', 'no route was found.'],
    sign: '. ',
    pattern:
      /(?<=[.!?]['")\]]?) (?:Did you mean|Perhaps you meant|Maybe you meant|Try |Please |Consider |See |Visit |For (?:more|details|help)|Learn more|More info|Read more|Contact |Check |Make sure|Ensure |Use |Run |Rerun |Retry |You (?:can|may|might|should|need)|If |It's possible|It is possible|Note(?: that|:)|Hint:|Tip:|Help:|To (?:fix|resolve|see|learn)|Was there a typo|This (?:may|might|could|usually|probably)|The nearest)[\s\S]*$/u,
  },
];

const cutTails = createReplacer(tails.map(tail => ({ ...tail, to: '' })));

/** A line without what only follows its message. */
export function withoutTails(line: string): string {
  const text = cutTails(line);
  return text === line || /\p{L}{2}/u.test(text) ? text : line;
}
