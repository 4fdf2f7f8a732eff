import { Refusal, UserErrorCode, type UserFault } from '../../platform/errors';
import { MediaStatus } from '../media-type';
import { type Arrangement, type Slot, visibleIn } from './arrangement';
import { type MediaConsumer, type MediaRole } from './consumer';

const ASPECT_RATIO_TOLERANCE = 0.01;

/**
 * Holds an arrangement against what the consumer's roles take. Throws one Refusal with every fault: kinds, counts,
 * sizes, shapes. What is not known of a file before it is processed (its pixels) is not held against it. What
 * was there before the change (`before`) is judged by the counts alone, so that an old guest cannot block a new one.
 */
export function checkRoles(consumer: MediaConsumer, before: Arrangement, after: Arrangement): void {
  const known = new Set(before.map((slot) => `${slot.role} ${slot.id}`));
  const faults = consumer.roles.flatMap((role) => {
    const placed = visibleIn(after, role.name);
    const arrived = placed.filter((slot) => !known.has(`${role.name} ${slot.id}`));
    const had = visibleIn(before, role.name).length;
    return [...countFaults(role, had, placed.length), ...arrived.flatMap((slot) => slotFaults(role, slot))];
  });
  if (faults.length > 0) throw new Refusal(faults);
}

function countFaults(
  { name, minItems = 0, maxItems = Infinity }: MediaRole,
  had: number,
  count: number,
): UserFault[] {
  if (count > maxItems && count > had) {
    return [{ code: UserErrorCode.LIMIT_EXCEEDED, message: `The role ${name} takes at most ${maxItems}.` }];
  }
  if (count < minItems && count < had) {
    return [{ code: UserErrorCode.MEDIA_REQUIRED, message: `The role ${name} needs at least ${minItems}.` }];
  }
  return [];
}

function slotFaults(role: MediaRole, { media }: Slot): UserFault[] {
  if (!role.accepts.includes(media.mediaType)) {
    return [invalid(`The role ${role.name} takes ${role.accepts.join(', ')}, not ${media.mediaType}.`)];
  }
  if (media.status === MediaStatus.FAILED) {
    return [invalid('This file could not be processed, so it cannot be used.')];
  }
  const faults: UserFault[] = [];
  if (role.maxByteSize !== undefined && media.byteSize > role.maxByteSize) {
    const message = `The role ${role.name} takes files of at most ${role.maxByteSize} bytes.`;
    faults.push({ code: UserErrorCode.FILE_TOO_LARGE, message });
  }
  const { width, height } = media;
  if (width === undefined || height === undefined) return faults;
  const { minWidth = 0, minHeight = 0, aspectRatio } = role;
  if (width < minWidth || height < minHeight) {
    faults.push(
      invalid(`The role ${role.name} takes pictures of at least ${minWidth} by ${minHeight} pixels.`),
    );
  }
  if (aspectRatio !== undefined && Math.abs(width / height / aspectRatio - 1) > ASPECT_RATIO_TOLERANCE) {
    faults.push(
      invalid(`The role ${role.name} takes pictures whose width is ${aspectRatio} times their height.`),
    );
  }
  return faults;
}

function invalid(message: string): UserFault {
  return { code: UserErrorCode.INVALID, message };
}
