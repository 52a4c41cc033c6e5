import { expect, it } from 'vitest';
import { charClass, charClasses } from '../../../../src/model/text/secrets/read-characters.ts';

const unseen =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/u;

const codes = Array.from({ length: 0x11_0000 }, (_, code) => code);

function classOf(code: number): number {
  return charClasses[String.fromCodePoint(code).charCodeAt(0)] ?? 0;
}

it('knows every character that is not seen, except tab and line feed', () => {
  const wrong = codes.filter(code => {
    const isUnseen = unseen.test(String.fromCodePoint(code)) && code !== 0x09 && code !== 0x0a;
    if (code > 0xffff) return isUnseen && (classOf(code) & charClass.surrogate) === 0;
    return isUnseen !== (classOf(code) & charClass.unseen) > 0;
  });
  expect(wrong.map(code => code.toString(16))).toEqual([]);
});

it('takes ordinary letters, signs and emoji as they are', () => {
  for (const character of 'aZ09 \t\n"\'{}[]:=é日本ñ–…·👩🏽🇩🇪') {
    expect([character, classOf(character.codePointAt(0) ?? 0)]).toEqual([character, 0]);
  }
});
