// The menu way of a move: the stages of this pipeline first, then the others'. Pure.
import type { Pipeline } from '../api/types';
import type { MenuGroup } from '../ui/menu';
import { stageColor } from './stageColor';

export function moveGroups(
  pipelines: readonly Pipeline[],
  pipelineId: number,
  stageId: number | null,
  onmove: (pipelineId: number, stageId: number) => void,
): MenuGroup[] {
  const first = pipelines.filter((one) => one.id === pipelineId);
  const others = pipelines.filter((one) => one.id !== pipelineId);
  return [...first, ...others].map((pipeline) => ({
    label: pipeline.name,
    items: pipeline.stages
      .filter((stage) => stage.kind !== 'incoming')
      .map((stage) => ({
        id: `${pipeline.id}-${stage.id}`,
        label: stage.name,
        color: stageColor(stage.color),
        checked: pipeline.id === pipelineId && stage.id === stageId,
        onselect: () => onmove(pipeline.id, stage.id),
      })),
  }));
}
