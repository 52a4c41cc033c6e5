import { createReplacer, type SignedPattern } from './signs.ts';

/** What follows a message, and is no part of the cause: taken off where words remain before it. */
export const tails = {
  'the class of an error of Ruby': [')', / \((?:(?:[A-Z]\w*::)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception))\)$/u],
  SQLSTATE: ['SQLSTATE: ', /[ .;,]*SQLSTATE: \w{5};?$/u],
  SQL: ['SQL: ', / (?:\((?:Connection: [^,]{1,60}, )?SQL: .*\)|\[SQL: .*)$/u],
  'SQL of Hibernate': ['[', /(?: \[(?:select|insert|update|delete|with|merge) [^\]]*\])?(?:; SQL \[.*)?$/i],
  'ids of a request': [
    'equest',
    /[ ,.;]*[([]?\b(?:[Rr]equest[ _-]?[Ii][Dd]|RequestId|[Tt]race[ _-]?[Ii][Dd]|[Cc]orrelation[ _-]?[Ii][Dd])[:= ]{1,2}\S+$/u,
  ],
  'where, in a language of scripts': [' line ', / (?:at|in) \S{1,200} (?:on )?line \d+\.?$/u],
  'more of the same': [' more', /,? \(?(?:and|\+) ?\d+ more (?:errors?|issues?|problems?|violations?)\)?$/u],
  'what there is instead': [
    ': ',
    / \((?:found|got|received|given|actual|available|known|allowed|supported|candidates|choices|from versions)(?: \w+)?: [^()]*\)$|(?<=\w)[.;,] (?:got|received|actual)(?: value)?: .*$/iu,
  ],
  'a guess': [
    '; ',
    /; (?:it's possible|it is possible|a similar object exists|perhaps|maybe|did you mean)\b.*$/i,
  ],
  'a page about it': ['see http', /[,;.]? ?\(?\b[Ss]ee https?:\/\/[^\s)]+\)?(?: for https?:\/\/\S+)?$/u],
  'which server': ['://', /(?<=[.!?]) (?:\([a-z]+:\/\/[^\s()]+\)|\[[a-z]+:\/\/[^\s[\]]+\])$/u],
  'an id after a sentence': ['. ', /(?<=[a-z][.!?]) (?=\S*\d)(?=\S*[a-z])[\w.:-]{8,}(?: - \w+)?$/u],
  'what to do again': [
    ' again',
    /(?<=[.!?]) [A-Z][a-z]+ [^.!?]{0,80}\b(?:try|retry|run|start|submit|send|save)(?: \w+){0,2} again\.?$/u,
  ],
  'advice in languages of Europe': [
    '. ',
    /(?<=[.!…]) (?:Bitte|Versuchen Sie|Prüfen Sie|Veuillez|Merci de|Vérifiez|Réessayez|Contactez|Contacte|Póngase|Contate|Kontaktieren Sie|Wenden Sie|Neem|Skontaktuj|Por favor|Compruebe|Verifique|Inténtelo|Intente|Revise|Tente|Si prega|Riprova\w*|Verifica\w*|Probeer|Controleer|Spróbuj|Sprawdź|Пожалуйста|Проверьте|Попробуйте|Повторите|Обратитесь)[ ,][^\n]*$/u,
  ],
  'advice in Chinese, Japanese and Korean': [
    '',
    /(?:[，,。！] ?[请請]|(?<=[。！.…]) ?(?=[^\x00-\x7f][^。.！]{0,80}(?:ください|下さい|세요|십시오|바랍니다)[。.！]?$))[^\n]*$/u,
  ],
  advice: [
    '. ',
    /(?<=[.!?]['")\]]?) (?:Did you mean|Perhaps you meant|Maybe you meant|Try |Please |Consider |See |Visit |For (?:more|details|help|troubleshooting|further|additional)|Learn more|More info|Read more|Contact |Check |Make sure|Ensure |Use |Run |Rerun |Retry |You (?:can|may|might|should|need)|If |It's possible|It is possible|Note(?: that|:)|Hint:|Tip:|Help:|To (?:fix|resolve|see|learn)|Was there a typo|This (?:may|might|could|usually|probably)|The nearest)[\s\S]*$/u,
  ],
  'what a service notes of a request': [
    ':',
    /(?<=[.!?]) [A-Za-z]\w*: ?[^\s,]+(?:, [A-Za-z]\w*: ?[^\s,]+)+(?: \(\w+\))?\.?$/u,
  ],
} satisfies Readonly<Record<string, SignedPattern>>;

const cutTails = createReplacer(Object.values(tails).map(([sign, pattern]) => [sign, pattern, '']));

/** A line without what only follows its message. */
export function withoutTails(line: string): string {
  const text = cutTails(line);
  return text === line || /\p{L}{2}/u.test(text) ? text : line;
}
