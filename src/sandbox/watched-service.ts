import type { Service, WireRequest, WireResponse } from './wire.ts';

/** A service of which somebody is shown every request with its answer. */
export function watched(
  service: Service,
  watch: (service: string, request: WireRequest, answer: WireResponse) => void,
): Service {
  const answer = async (request: WireRequest) => {
    const answered = await service.answer(request);
    watch(service.name, request, answered);
    return answered;
  };
  return { ...service, answer };
}
