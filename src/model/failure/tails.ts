import { createReplacer } from './signs.ts';

/** Follows a message, and is no part of the cause. */
type Tail = {
  readonly name: string;
  readonly example: readonly [string, string];
  readonly sign?: string;
  readonly pattern: RegExp;
};

export const tails: readonly Tail[] = [
  {
    name: 'the class of an error of Ruby',
    example: ["undefined method 'total' (NoMethodError)", "undefined method 'total'"],
    pattern: / \((?:(?:[A-Z]\w*::)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception))\)$/u,
  },
  {
    name: 'SQLSTATE',
    example: ['Path does not exist: a/b. SQLSTATE: 42K03', 'Path does not exist: a/b'],
    pattern: /[ .;,]*SQLSTATE: \w{5};?$/u,
  },
  {
    name: 'SQL',
    example: ['no such table: sales (Connection: shop, SQL: select * from "sales")', 'no such table: sales'],
    pattern: / (?:\((?:Connection: [^,]{1,60}, )?SQL: .*\)|\[SQL: .*)$/u,
  },
  {
    name: 'SQL of Hibernate',
    example: [
      'could not prepare statement [no such table] [select a from b]; SQL [select a from b]',
      'could not prepare statement [no such table]',
    ],
    pattern: / \[(?:select|insert|update|delete|with|merge) [^\]]*\](?:; SQL \[.*)?$|; SQL \[.*$/i,
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
    pattern: / (?:at|in) \S{1,200} (?:on )?line \d+\.?$/u,
  },
  {
    name: 'more of the same',
    example: ['email is taken (and 2 more errors)', 'email is taken'],
    pattern: /,? \(?(?:and|\+) ?\d+ more (?:errors?|issues?|problems?|violations?)\)?$/u,
  },
  {
    name: 'what there is instead',
    example: ['no column sku (found: name, price)', 'no column sku'],
    pattern:
      / \((?:found|got|received|given|actual|available|known|allowed|supported|candidates|choices|from versions)(?: \w+)?: [^()]*\)$|(?<=\w)[.;,] (?:got|received|actual)(?: value)?: .*$/iu,
  },
  {
    name: 'a guess',
    example: ["No such payment: 'pay_7'; a similar object exists in test mode.", "No such payment: 'pay_7'"],
    pattern: /; (?:it's possible|it is possible|a similar object exists|perhaps|maybe|did you mean)\b.*$/i,
  },
  {
    name: 'a page about it',
    example: ['the address is greylisted, see https://a.example/help', 'the address is greylisted'],
    sign: 'see http',
    pattern: /[,;.]? ?\(?\b[Ss]ee https?:\/\/[^\s)]+\)?(?: for https?:\/\/\S+)?$/u,
  },
  {
    name: 'which server',
    example: ['the password is wrong. (redis://cache:6379)', 'the password is wrong.'],
    pattern: /(?<=[.!?]) (?:\([a-z]+:\/\/[^\s()]+\)|\[[a-z]+:\/\/[^\s[\]]+\])$/u,
  },
  {
    name: 'an id after a sentence',
    example: ['Must use TLS first. tb0eum-aaby1q.50 - gsmtp', 'Must use TLS first.'],
    sign: '. ',
    pattern: /(?<=[a-z][.!?]) (?=\S*\d)(?=\S*[a-z])[\w.:-]{8,}(?: - \w+)?$/u,
  },
  {
    name: 'what to do again',
    example: ['the period is open. Post a correction and try again.', 'the period is open.'],
    pattern:
      /(?<=[.!?]) [A-Z][a-z]+ [^.!?]{0,80}\b(?:try|retry|run|start|submit|send|save)(?: \w+){0,2} again\.?$/u,
  },
  {
    name: 'advice in languages of Europe',
    example: ['Das Konto fehlt. Bitte prüfen Sie die Eingabe.', 'Das Konto fehlt.'],
    sign: '. ',
    pattern:
      /(?<=[.!…]) (?:Bitte|Versuchen Sie|Prüfen Sie|Veuillez|Merci de|Vérifiez|Réessayez|Contactez|Contacte|Póngase|Contate|Kontaktieren Sie|Wenden Sie|Neem|Skontaktuj|Por favor|Compruebe|Verifique|Inténtelo|Intente|Revise|Tente|Si prega|Riprova\w*|Verifica\w*|Probeer|Controleer|Spróbuj|Sprawdź|Пожалуйста|Проверьте|Попробуйте|Повторите|Обратитесь)[ ,][^\n]*$/u,
  },
  {
    name: 'advice in Chinese, Japanese and Korean',
    example: ['계좌가 없습니다. 고객센터에 문의하세요.', '계좌가 없습니다.'],
    pattern:
      /(?:[，,。！] ?[请請]|(?<=[。！.…]) ?(?=[^\x00-\x7f][^。.！]{0,80}(?:ください|下さい|세요|십시오|바랍니다)[。.！]?$))[^\n]*$/u,
  },
  {
    name: 'advice',
    example: ['no route was found. Try a larger vehicle.', 'no route was found.'],
    sign: '. ',
    pattern:
      /(?<=[.!?]['")\]]?) (?:Did you mean|Perhaps you meant|Maybe you meant|Try |Please |Consider |See |Visit |For (?:more|details|help|troubleshooting|further|additional)|Learn more|More info|Read more|Contact |Check |Make sure|Ensure |Use |Run |Rerun |Retry |You (?:can|may|might|should|need)|If |It's possible|It is possible|Note(?: that|:)|Hint:|Tip:|Help:|To (?:fix|resolve|see|learn)|Was there a typo|This (?:may|might|could|usually|probably)|The nearest)[\s\S]*$/u,
  },
  {
    name: 'what a service notes of a request',
    example: [
      'the lock has expired. Reference:7f3c, Tracker:a9, Time:17 (LockLost).',
      'the lock has expired.',
    ],
    pattern: /(?<=[.!?]) [A-Za-z]\w*: ?[^\s,]+(?:, [A-Za-z]\w*: ?[^\s,]+)+(?: \(\w+\))?\.?$/u,
  },
];

const cutTails = createReplacer(tails.map(tail => ({ ...tail, to: '' })));

/** Removes tails, unless no word would remain. */
export function withoutTails(line: string): string {
  const text = cutTails(line);
  return text === line || /\p{L}{2}/u.test(text) ? text : line;
}
