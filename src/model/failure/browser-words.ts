import type { Replacement } from './signs.ts';

/** What Firefox and Safari say, in the words of Chrome. */
export const browserWords = {
  'a property of nothing: Chrome before 92': [
    'Cannot read property ',
    /^Cannot read property '(.*)' of (undefined|null)$/u,
    "Cannot read properties of $2 (reading '$1')",
  ],
  'a property of nothing: Firefox': [
    "can't access property ",
    /^can't access property "([^"]+)", .* is (undefined|null)$/u,
    "Cannot read properties of $2 (reading '$1')",
  ],
  'a property of nothing: Safari': [
    ' is not an object (evaluating ',
    /^(undefined|null) is not an object \(evaluating '.*?([\w$]+)(?:\([^']*\)| = [^']*)?'\)$/u,
    "Cannot read properties of $1 (reading '$2')",
  ],
  'a property of nothing, written': [
    'Cannot set propert',
    /^Cannot set properties of (undefined|null) \(setting '(.*)'\)$/u,
    "Cannot read properties of $1 (reading '$2')",
  ],
  'a request': [
    'etch',
    /^(?:NetworkError when attempting to fetch resource\.?|Failed to fetch \([^)]*\))$/u,
    'Failed to fetch',
  ],
  'a request: Safari': ['Load failed', /^Load failed(?: \([^)]*\))?$/u, 'Failed to fetch'],
  'a module': [
    'module',
    /^(?:Failed to fetch|error loading) dynamically imported module\b.*$|^Importing a module script failed\.?$/u,
    'Failed to fetch dynamically imported module',
  ],
  'an iteration': [
    ' is not iterable',
    /^(?:.*\.)?([\w$]+) is not iterable\b.*$/u,
    '<name>.$1 is not iterable',
  ],
  'an iteration: Safari': [
    ' is not a function (near ',
    /^undefined is not a function \(near '\.{3}.*?([\w$]+)\.{3}'\)$/u,
    '<name>.$1 is not iterable',
  ],
  'a constant': [
    'ssign',
    /^(?:invalid assignment to const '.*'|Attempted to assign to readonly property\.)$/u,
    'Assignment to constant variable.',
  ],
  BigInt: [
    'BigInt',
    /^(?:can't convert BigInt to number|Invalid mix of BigInt and other type in .*|Cannot mix BigInt and other types, .*)$/u,
    'Cannot mix BigInt and other types',
  ],
  'a name that is not known': [
    "Can't find variable: ",
    /^Can't find variable: ([\w$]+)$/u,
    '$1 is not defined',
  ],
  'a name before its value': [
    'initializ',
    /^(?:can't access lexical declaration '.*' before initialization|Cannot access '.*' before initialization|Cannot access uninitialized variable\.)$/u,
    'Cannot access a variable before initialization',
  ],
  'endless recursion': ['too much recursion', /^too much recursion$/u, 'Maximum call stack size exceeded'],
  'a circle in JSON': [
    'cyclic',
    /^(?:cyclic object value|JSON\.stringify cannot serialize cyclic structures\.)$/u,
    'Converting circular structure to JSON',
  ],
  'JSON that ends early': [
    'JSON',
    /^(?:JSON Parse error: Unexpected EOF|JSON\.parse: unexpected end of data.*)$/u,
    'Unexpected end of JSON input',
  ],
  'JSON that is a page: Safari, Firefox': [
    'JSON',
    /^(?:JSON Parse error: Unrecognized token '<'|JSON\.parse: unexpected character at line 1 column 1 of the JSON data)$/u,
    "Unexpected token '<', <markup> is not valid JSON",
  ],
  'an invalid date': ['nvalid ', /^[Ii]nvalid [Dd]ate$/u, 'Invalid time value'],
  'a length of a list': [
    'rray ',
    /^(?:invalid array length|Array size is not a small enough positive integer\.)$/u,
    'Invalid array length',
  ],
  'an address': ['URI ', /^(?:malformed URI sequence|URI error)$/u, 'URI malformed'],
  'an address that is not one': [
    'URL',
    /^(?:Failed to construct 'URL': Invalid URL|URL constructor: .* is not a valid URL\.|(?:Type error|".*" cannot be parsed as a URL.*))$/u,
    'Invalid URL',
  ],
  'an empty list': [
    'educe of empty array',
    /^reduce of empty array with no initial value$/u,
    'Reduce of empty array with no initial value',
  ],
  'nothing as an object': [
    ' to object',
    /^can't convert (?:undefined|null) to object$/u,
    'Cannot convert undefined or null to object',
  ],
  'a full storage': [
    'quota',
    /^(?:Failed to execute '\w+' on 'Storage': Setting the value of '.*' exceeded the quota\.|The quota has been exceeded\.|Persistent storage maximum size reached|QuotaExceededError)$/u,
    'The quota has been exceeded',
  ],
  'a storage that is off': [
    ' for this document',
    /^Failed to read the '\w+' property from 'Window': Access is denied for this document\.$/u,
    'The operation is insecure.',
  ],
  'a node elsewhere': [
    ' is not a child of this node',
    /^(?:Failed to execute '(\w+)' on 'Node'|Node\.(\w+)): (?:The node|Child) .* is not a child of this node\.?$/u,
    'Node.$1$2: not a child of this node',
  ],
  'what cannot be sent': [
    ' be cloned.',
    /^(?:Failed to execute '\w+' on '\w+': .* could not be cloned\.|The object can ?not be cloned\.)$/u,
    'The object could not be cloned.',
  ],
  'a canceled request': [
    'aborted',
    /^(?:The user aborted a request\.|signal is aborted without reason|Fetch is aborted|The operation was aborted\.? ?)$/u,
    'The operation was aborted',
  ],
  'a permission that was not given': [
    ' user',
    /^play\(\) failed because the user didn't interact\b.*$|^The (?:request|play method) is not allowed by the user agent or the platform in the current context\b.*$/u,
    'Permission denied',
  ],
  'a limit of time': ['signal timed out', /^signal timed out$/u, 'The operation timed out.'],
  'a selector': [
    ' is not a valid selector',
    /^.*is not a valid selector\.?$/u,
    '<text> is not a valid selector',
  ],
  'a frozen object': [
    'read',
    /^(?:"(.*)" is read-only|Cannot assign to read only property '(.*)' of object .*)$/u,
    "Cannot assign to read only property '$1$2'",
  ],
  'a sealed object': [
    'extensible',
    /^.*(?:object that|object|Object) is not extensible\.?$/u,
    'object is not extensible',
  ],
} satisfies Readonly<Record<string, Replacement>>;
