-- wrk's part of measure.py: each person of the plan holds a place and, once that is answered, confirms it.
-- The plan has a line per person: cookies, dossier, form, start; by tabs.
local people, by_dossier, held = {}, {}, {}
-- wrk asks for one request more than it sends, before it begins.
local next_person = 0

function init(args)
    for line in io.lines(args[1]) do
        local cookies, dossier, form, start = line:match('([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)')
        local person = { cookies = cookies, dossier = dossier, form = form, start = start }
        people[#people + 1] = person
        by_dossier[dossier] = person
    end
end

local function post(person, path, form)
    return wrk.format('POST', path, {
        ['Cookie'] = person.cookies, ['Content-Type'] = 'application/x-www-form-urlencoded',
    }, form)
end

function request()
    local confirming = table.remove(held)
    if confirming then return post(confirming, confirming.place .. '/confirmation', confirming.form) end
    local person = people[next_person]
    next_person = next_person + 1
    if person then return post(person, person.dossier .. '/appointment', person.form .. '&slot=' .. person.start) end
    return wrk.format('GET', '/healthz')
end

function response(status, headers)
    local place = (headers['Location'] or ''):match('^.*/appointment/[^/?]+$')
    local person = place and by_dossier[place:match('^(.*)/appointment/')]
    if person and not person.place then
        person.place = place
        held[#held + 1] = person
    end
end
