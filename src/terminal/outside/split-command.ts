/** One word: pieces in single quotes, in double quotes with escapes, or bare with escapes. */
const wordPattern = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs;
const piecePattern = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^'"\\]+)/gs;

function unquote(word: string): string {
  return word.replace(piecePattern, (_piece, single, double, escaped, bare) => {
    return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare;
  });
}

/** The words of a command as a shell would read them, without expanding anything: `code --wait "my file"`. */
export function splitCommand(command: string): string[] {
  return (command.match(wordPattern) ?? []).map(unquote);
}
