/** Other conventions' words for values of `gen_ai.operation.name`. */
const operations: Readonly<Record<string, string | undefined>> = {
  LLM: 'chat',
  EMBEDDING: 'embeddings',
  TOOL: 'execute_tool',
  AGENT: 'invoke_agent',
  RETRIEVER: 'retrieval',
  agent: 'invoke_agent',
  tool: 'execute_tool',
  'ai.toolCall': 'execute_tool',
  'ai.embed.doEmbed': 'embeddings',
  'ai.embedMany.doEmbed': 'embeddings',
};

/** Span kinds that are not operations: OpenInference's, OpenLLMetry's and Mastra's. */
const withoutOperation = new Set([
  'CHAIN',
  'RERANKER',
  'GUARDRAIL',
  'EVALUATOR',
  'PROMPT',
  'UNKNOWN',
  'workflow',
  'task',
  'workflow_step',
  'workflow_conditional',
  'workflow_conditional_eval',
  'workflow_parallel',
  'workflow_loop',
  'model_generation',
  'agent_step',
  'model_chunk',
  'generic',
]);

const aiSdk = /^ai\.(?:generate|stream)(?:Text|Object)(\.do(?:Generate|Stream))?$/;

/** Converts to a value of `gen_ai.operation.name`; its own values stay as they are. */
export function toOperation(word: string): string | undefined {
  if (Object.hasOwn(operations, word)) return operations[word];
  const match = aiSdk.exec(word);
  if (match) return match[1] === undefined ? 'invoke_agent' : 'chat';
  return withoutOperation.has(word) || word.startsWith('ai.') ? undefined : word;
}
