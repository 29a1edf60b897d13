/**
 * Names by which people call what serves, stores or trains models. For rules about things that any program may have, and
 * that matter where a model is behind. Knows no rule.
 */

const ML =
  /(?:^|[^a-z])(?:models?|predict(?:or|ion)?s?|infer(?:ence)?|llm|vllm|sglang|tgi|triton|tritonserver|tf-?serving|tensorflow|torchserve|kserve|seldon|bentoml|mlflow|mlserver|jupyter(?:hub|lab)?|notebooks?|tensorboard|ray|ollama|qdrant|milvus|weaviate|chroma(?:db)?|embeddings?|huggingface|whisper|stable-diffusion|comfyui|gradio|streamlit|litellm|langfuse|kubeflow|katib)(?:[^a-z]|$)/i;

/** Whether one of `texts` names something of machine learning. */
export function isMachineLearning(texts: readonly (string | undefined)[]): boolean {
  return texts.some((text) => text !== undefined && ML.test(text));
}
