import { ApiProblem, type Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Loaded, Pager, Problem, Table, TextField, useToast } from "@/parts";
import { useWords } from "@/words";
import { Sure } from "./Sure";
import styles from "./settings.module.css";

/** Skills that the organisation added to those that everybody has. */
export function OwnSkills() {
  const { settings: words } = useWords();
  const [page, setPage] = useState(1);
  const skills = useQuery({
    queryKey: ["skills", { source: "organisation", page }],
    queryFn: () => answer(api.GET("/api/v1/skills", { params: { query: { source: "organisation", page } } })),
  });
  return (
    <div className="card stack">
      <p className="soft">{words.skillsLead}</p>
      <NewSkill />
      <Loaded query={skills}>
        {({ items, total, limit }) =>
          items.length === 0 ? <p className="soft">{words.noSkills}</p> : (
            <>
              <Table
                caption={words.skills}
                rows={items}
                rowKey={({ id }) => id}
                columns={[
                  { key: "name", head: words.skillName, isRowHead: true, cell: (one) => one.name },
                  { key: "aliases", head: words.aliases, cell: (one) => one.aliases.join(", ") || "–" },
                  { key: "remove", head: words.remove, cell: (one) => <Remove skill={one} /> },
                ]}
              />
              <Pager page={page} limit={limit} total={total} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function NewSkill() {
  const { settings: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [aliases, setAliases] = useState("");
  const add = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/skills", { body: { name, aliases: aliases.split(",").map((one) => one.trim()).filter(Boolean) } as Shape<"NewSkill"> })),
    onSuccess: () => {
      setName("");
      setAliases("");
      say(words.skillAdded);
      void client.invalidateQueries({ queryKey: ["skills"] });
    },
  });
  const problem = add.error instanceof ApiProblem ? add.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form className={`${styles.form} ${styles.top}`} onSubmit={submit} aria-label={words.newSkill}>
      <TextField label={words.skillName} required maxLength={100} error={problem?.of("name")} value={name} onChange={(event) => setName(event.target.value)} />
      <TextField label={words.aliases} maxLength={1000} error={problem?.of("aliases")} hint={words.aliasesHint} value={aliases} onChange={(event) => setAliases(event.target.value)} />
      <Button kind="primary" type="submit" isBusy={add.isPending}>{words.addSkill}</Button>
      {add.error && <Problem error={add.error} />}
    </form>
  );
}

function Remove({ skill: { id, name } }: { skill: Shape<"SkillOut"> }) {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/skills/{skill_id}", { params: { path: { skill_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["skills"] }),
  });
  return <Sure says={words.remove} of={name} question={words.reallyForget} doing={remove} />;
}
