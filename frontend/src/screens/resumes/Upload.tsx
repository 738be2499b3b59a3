/** A place for résumés; says how far they are and which were refused, each with the reason. */
import type { Shape } from "@shortlist/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FileDrop, Problem, Progress, RESUME_TYPES, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { uploaded, type Resume } from "./resumes";

interface Props {
  isMany?: boolean;
  label: string;
  onDone?: (resumes: Resume[]) => void;
}

export function Upload({ isMany = false, label, onDone }: Props) {
  const { resumes: words } = useWords();
  const { number } = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [share, setShare] = useState(0);
  const [refused, setRefused] = useState<readonly Shape<"FileVerdict">[]>([]);
  const upload = useMutation({
    mutationFn: (files: File[]) => uploaded(files, setShare),
    onSuccess: async ({ results, errors }) => {
      setRefused(errors);
      if (results.length) say(words.uploaded(results.length, number(results.length)));
      await Promise.all([["resumes"], ["me"], ["jobs"]].map((queryKey) => client.invalidateQueries({ queryKey })));
      onDone?.(results);
    },
  });
  return (
    <div className="stack" style={{ gap: "var(--s3)" }}>
      <FileDrop label={label} hint={words.uploadHint} accept={RESUME_TYPES} isMany={isMany} isDisabled={upload.isPending}
        onFiles={(files) => {
          setShare(0);
          setRefused([]);
          upload.mutate(files);
        }} />
      {upload.isPending && <Progress label={words.uploadBusy} {...(share < 1 ? { share } : {})} />}
      {upload.isError && <Problem error={upload.error} />}
      {refused.length > 0 && (
        <div role="alert" className="card">
          <h3>{words.refused}</h3>
          <ul>{refused.map(({ filename, detail }) => <li key={filename}>{`${filename}: ${detail}`}</li>)}</ul>
        </div>
      )}
    </div>
  );
}
