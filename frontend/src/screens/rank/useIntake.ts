/** The list of files of this login; who signs in next begins with an empty one. */
import { useSyncExternalStore } from "react";
import { useUser } from "@/app/session";
import { Intake, type TakenFile } from "./intake";

const intakes = new WeakMap<object, Intake>();

export function useIntake(): { intake: Intake; files: readonly TakenFile[] } {
  const { user } = useUser();
  const intake = intakes.get(user) ?? new Intake();
  intakes.set(user, intake);
  return { intake, files: useSyncExternalStore(intake.subscribe, intake.snapshot) };
}
