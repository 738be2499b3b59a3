/** A candidate applies with a résumé of theirs. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { Button, buttonClass, Chip, Dialog, Loaded, Problem, Select, useToast } from "@/parts";
import { useWords } from "@/words";
import { titleOf, type Job } from "./jobs";

export function Apply({ job }: { job: Pick<Job, "job_id" | "title"> }) {
  const { jobs: words, parts } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState("");
  const resumes = useQuery({ queryKey: ["me", "resumes"], queryFn: () => answer(api.GET("/api/v1/me/resumes", { params: { query: { limit: 100 } } })) });
  const applications = useQuery({
    queryKey: ["me", "applications", { all: true }],
    queryFn: () => answer(api.GET("/api/v1/me/applications", { params: { query: { limit: 100 } } })),
  });
  const ready = resumes.data?.items.filter(({ status }) => status === "ready") ?? [];
  const resume = chosen || ready[0]?.resume_id || "";
  const applying = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/jobs/{job_id}/apply", { params: { path: { job_id: job.job_id } }, body: { resume_id: resume } })),
    onSuccess: async () => {
      say(words.applied(titleOf(job, words)));
      setIsOpen(false);
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const standing = applications.data?.items.find(({ job_id, status }) => job_id === job.job_id && status !== "withdrawn");
  if (standing) return <Chip tone="good">{words.appliedAlready}</Chip>;
  return (
    <>
      <Button kind="primary" onClick={() => setIsOpen(true)} aria-label={`${words.apply}: ${titleOf(job, words)}`}>{words.apply}</Button>
      <Dialog title={titleOf(job, words)} isOpen={isOpen} onClose={() => setIsOpen(false)}
        actions={
          <>
            <Button onClick={() => setIsOpen(false)}>{parts.cancel}</Button>
            <Button kind="primary" disabled={!resume} isBusy={applying.isPending} onClick={() => applying.mutate()}>{words.apply}</Button>
          </>
        }>
        <Loaded query={resumes}>
          {() => ready.length > 0 ? (
            <Select label={words.applyWith} value={resume} options={ready.map(({ resume_id, filename }) => [resume_id, filename] as const)}
              onChange={(event) => setChosen(event.target.value)} />
          ) : (
            <div className="stack"><p>{words.noResume}</p><Link to="/me" className={buttonClass()}>{words.toResume}</Link></div>
          )}
        </Loaded>
        {applying.isError && <Problem error={applying.error} />}
      </Dialog>
    </>
  );
}
