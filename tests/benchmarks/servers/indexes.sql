CREATE INDEX bench_members ON memberships (version, municipality);
CREATE INDEX bench_projects ON projects (version, partnership);
CREATE INDEX bench_countries ON municipalities (version, country);
CREATE INDEX bench_country ON municipalities (country);
CREATE INDEX bench_kinds ON partnerships (kind);
CREATE INDEX bench_starts ON partnerships (start_earliest, slug);
CREATE INDEX bench_titles ON partnerships (title_en, slug);
