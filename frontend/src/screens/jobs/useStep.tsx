/** Publishing, closing, deleting and restoring; deleting asks first. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Button, Dialog, useSentence, useToast } from "@/parts";
import { useWords } from "@/words";
import { stepped, titleOf, type Job, type Step } from "./jobs";

const DONE = { publish: "published", close: "closed", remove: "removed", restore: "restored" } as const;

export function useStep(): { take: (job: Job, step: Step) => void; isBusy: boolean; question: ReactNode } {
  const { jobs, parts } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Job | null>(null);
  const step = useMutation({
    mutationFn: ({ job, step: wanted }: { job: Job; step: Step }) => stepped(job, wanted),
    onSuccess: async (_, { job, step: wanted }) => {
      setAsked(null);
      say(jobs[DONE[wanted]](titleOf(job, jobs)));
      await client.invalidateQueries({ queryKey: ["jobs"] });
    },
    onError: () => setAsked(null),
  });
  const sentence = useSentence(step.error);
  const take = (job: Job, wanted: Step) => (wanted === "remove" ? setAsked(job) : step.mutate({ job, step: wanted }));
  const question = (
    <>
      <Dialog title={asked ? jobs.removeTitle(titleOf(asked, jobs)) : ""} isOpen={asked !== null} onClose={() => setAsked(null)}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{parts.cancel}</Button>
            <Button kind="danger" isBusy={step.isPending} onClick={() => asked && step.mutate({ job: asked, step: "remove" })}>{jobs.remove}</Button>
          </>
        }>
        <p>{jobs.removeText}</p>
      </Dialog>
      {step.isError && <p role="alert" className="card">{sentence}</p>}
    </>
  );
  return { take, isBusy: step.isPending, question };
}
